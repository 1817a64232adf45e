/** A pair in words: where the two records differ. */
import type { DuplicatePair } from "@pms/contracts/patients/matching";
import type { Patient } from "@pms/contracts/patients/patient";
import { t } from "../../i18n/i18n.ts";
import type { Verdict } from "../../patient/grade-words.ts";

type Row = { label: string; values: [string, string]; verdict: Verdict };
type Show = { born: (patient: Patient) => string; facility: (id: string) => string; date: (instant: string) => string };

/** Rows of both, empty ones left out; compared fields with how they agree. */
export function rowsOf({ patients, fields }: DuplicatePair, show: Show): Row[] {
  const outcomes = new Map(fields.map(({ field, outcome }) => [field, outcome]));
  const row = (field: string, label: string, read: (patient: Patient) => string | undefined): Row => {
    const [left, right] = patients;
    return { label, values: [read(left) ?? "", read(right) ?? ""], verdict: outcomes.get(field) ?? "missing" };
  };
  const rows = [
    row("lastName", t("Last name"), ({ lastName }) => lastName),
    row("firstName", t("First name"), ({ firstName }) => firstName),
    row("middleName", t("Middle name"), ({ middleName }) => middleName),
    row("dateOfBirth", t("Born"), show.born),
    row("sex", t("Sex"), ({ sex }) => sex && sexWord(sex)),
    row("phoneNumber", t("Phone"), ({ phoneNumber }) => phoneNumber),
    row("email", t("E-mail"), ({ email }) => email),
    row("street", t("Street"), ({ address }) => address?.street),
    row("place", t("City"), ({ address }) =>
      [address?.city, address?.state, address?.zipCode].filter(Boolean).join(" "),
    ),
    row("identifiers", t("Identifiers"), ({ identifiers = [] }) =>
      identifiers.map(({ system, value }) => `${system} ${value}`).join(", "),
    ),
    row("", t("Facility"), ({ facilityId }) => show.facility(facilityId)),
    row("", t("Registered"), ({ createdAt }) => show.date(createdAt)),
  ];
  return rows.filter(({ values }) => values.some(Boolean));
}

const sexWord = (sex: string): string =>
  ({ female: t("Female"), male: t("Male"), other: t("Other"), unknown: t("Not known") })[sex] ?? sex;
