/** Who it might be, and in what they agree with the form: a line each, in the footer that stays. */
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PauseIcon } from "../../components/icons.tsx";
import { Mrn } from "../../components/mrn.tsx";
import { Tag } from "../../components/tag.tsx";
import { t } from "../../i18n/i18n.ts";
import { Deceased } from "../../patient/deceased.tsx";
import { PatientName } from "../../patient/names.tsx";
import type { Verdict } from "./compare-with-form.ts";
import classes from "./register-page.module.css";
import type { Candidate } from "./use-duplicates.ts";

const signs: Record<Verdict, string> = {
  same: t("✓ same"),
  close: t("≈ close"),
  differs: t("✕ differs"),
};

export function DuplicatePanel({ candidates }: { candidates: readonly Candidate[] }) {
  return (
    <ul className={classes.alike} aria-label={t("Already registered?")}>
      {candidates.map(({ patient, comparison }) => (
        <li key={patient.id}>
          <Anchor renderRoot={(props) => <Link {...props} to="/patients/$id" params={{ id: patient.id }} />}>
            <PatientName patient={patient} /> · <Mrn value={patient.mrn} />
          </Anchor>
          <Deceased patient={patient} />
          {patient.status === "inactive" && (
            <Tag tone="plain" icon={<PauseIcon size={14} />}>
              {t("Inactive")}
            </Tag>
          )}
          {comparison.map(({ field, label, theirs, verdict }) => (
            <span key={field} className={classes.agrees}>
              {label} <bdi>{theirs}</bdi>: <b>{signs[verdict]}</b>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
