/** Who it might be, how likely, and in what they agree with the form: a line each. */
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PauseIcon } from "../../components/icons.tsx";
import { Mrn } from "../../components/mrn.tsx";
import { Tag } from "../../components/tag.tsx";
import { t } from "../../i18n/i18n.ts";
import { Deceased } from "../../patient/deceased.tsx";
import { gradeTones, gradeWords, verdictWords } from "../../patient/grade-words.ts";
import { PatientName } from "../../patient/names.tsx";
import { agreementOf } from "./agreement.ts";
import classes from "./register-page.module.css";
import type { Candidate } from "./use-duplicates.ts";

export function DuplicatePanel({ candidates }: { candidates: readonly Candidate[] }) {
  return (
    <ul className={classes.alike} aria-label={t("Already registered?")}>
      {candidates.map(({ patient, grade, fields }) => (
        <li key={patient.id}>
          <Tag tone={gradeTones[grade]}>{gradeWords[grade]}</Tag>
          <Anchor renderRoot={(props) => <Link {...props} to="/patients/$id" params={{ id: patient.id }} />}>
            <PatientName patient={patient} /> · <Mrn value={patient.mrn} />
          </Anchor>
          <Deceased patient={patient} />
          {patient.status === "inactive" && (
            <Tag tone="plain" icon={<PauseIcon size={14} />}>
              {t("Inactive")}
            </Tag>
          )}
          {agreementOf({ patient, fields }).map(({ field, label, theirs, verdict }) => (
            <span key={field} className={classes.agrees}>
              {label} <bdi>{theirs}</bdi>: <b>{verdictWords[verdict]}</b>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
