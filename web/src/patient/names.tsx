/** How a patient is named everywhere: family name in bold, then the given names, case as typed. */
import type { Patient } from "@pms/contracts/patients/patient";
import { t } from "../i18n/i18n.ts";
import { markHits } from "./mark-hits.ts";

type Named = Pick<Patient, "lastName" | "firstName" | "middleName">;

export function givenNames({ firstName, middleName }: Named): string {
  return [firstName, middleName].filter(Boolean).join(" ");
}

function Marked({ text, query }: { text: string; query: string }) {
  return markHits(text, query).map((part) =>
    part.hit ? <mark key={part.at}>{part.text}</mark> : <span key={part.at}>{part.text}</span>,
  );
}

export function PatientName({ patient, query = "" }: { patient: Named; query?: string }) {
  const given = givenNames(patient);
  if (!patient.lastName && !given) return <span>{t("Not known")}</span>;
  // Who has one name is known by it, whichever field it stands in.
  const [known, rest] = patient.lastName ? [patient.lastName, given] : [given, ""];
  return (
    <bdi>
      <b>
        <Marked text={known} query={query} />
      </b>
      {rest && ", "}
      <Marked text={rest} query={query} />
    </bdi>
  );
}
