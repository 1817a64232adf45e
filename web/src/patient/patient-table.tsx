/** Patients as rows, each one link. On a phone a row is a block. */
import type { Patient } from "@pms/contracts/patients/patient";
import { Link } from "@tanstack/react-router";
import { PauseIcon, TwinsIcon, UnknownIcon } from "../components/icons.tsx";
import { Mrn } from "../components/mrn.tsx";
import rowClasses from "../components/rows.module.css";
import { Tag } from "../components/tag.tsx";
import { useFormats } from "../hooks/use-formats.ts";
import { t } from "../i18n/i18n.ts";
import { useMe } from "../session/session.ts";
import { describeBirth } from "./born.ts";
import { Deceased } from "./deceased.tsx";
import { PatientName } from "./names.tsx";
import { sexWords } from "./sex-words.ts";
import { lookAlikes } from "./why-matched.ts";

export type PatientRow = { patient: Patient; why?: string };
const columns = [t("Name"), t("Born"), t("Sex"), t("MRN"), t("Phone"), t("Facility")];

type Props = { rows: readonly PatientRow[]; label: string; query?: string };

export function PatientTable({ rows, label, query = "" }: Props) {
  const me = useMe();
  const alike = lookAlikes(rows.map(({ patient }) => patient));
  const facilities = new Map(me.facilities.map(({ id, name }) => [id, name]));
  const searched = rows.some(({ why }) => why !== undefined);
  return (
    <div className="surface">
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={rowClasses.table} role="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            {searched && <th scope="col">{t("Why")}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ patient, why }) => (
            <Row
              key={patient.id}
              patient={patient}
              why={why}
              query={query}
              similar={alike.has(patient.id)}
              facility={facilities.get(patient.facilityId)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = {
  patient: Patient;
  why: string | undefined;
  query: string;
  similar: boolean;
  facility: string | undefined;
};

function Row({ patient, why, query, similar, facility }: RowProps) {
  const { reading } = useFormats();
  return (
    <tr className={rowClasses.link}>
      <td data-wide>
        <Link to="/patients/$id" params={{ id: patient.id }} data-row>
          <PatientName patient={patient} query={query} />
        </Link>{" "}
        <Deceased patient={patient} />{" "}
        {similar && (
          <Tag tone="warn" icon={<TwinsIcon size={14} />}>
            {t("Similar name")}
          </Tag>
        )}{" "}
        {patient.unidentified && (
          <Tag tone="info" icon={<UnknownIcon size={14} />}>
            {t("Unidentified")}
          </Tag>
        )}{" "}
        {patient.status === "inactive" && (
          <Tag tone="plain" icon={<PauseIcon size={14} />}>
            {t("Inactive")}
          </Tag>
        )}{" "}
        {patient.status === "merged" && (
          <Tag tone="plain" icon={<PauseIcon size={14} />}>
            {t("Merged")}
          </Tag>
        )}
      </td>
      <td className={`tabular ${rowClasses.fixed}`}>{describeBirth(patient, reading.today)}</td>
      <td className={rowClasses.fixed}>{sexWords[patient.sex ?? ""] ?? "—"}</td>
      <td>
        <Mrn value={patient.mrn} />
      </td>
      <td className={`tabular ${rowClasses.fixed}`} data-roomy>
        {patient.phoneNumber ? <bdi dir="ltr">{patient.phoneNumber}</bdi> : "—"}
      </td>
      <td data-roomy>{facility ?? "—"}</td>
      {why !== undefined && <td data-label={t("Why")}>{why}</td>}
    </tr>
  );
}
