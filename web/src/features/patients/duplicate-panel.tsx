/** Who it might be, and in what they agree with the form: a line each, in the footer that stays. */
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PauseIcon } from "../../components/icons.tsx";
import { Mrn } from "../../components/mrn.tsx";
import { Tag } from "../../components/tag.tsx";
import { Deceased } from "../../patient/deceased.tsx";
import { PatientName } from "../../patient/names.tsx";
import type { Verdict } from "./compare-with-form.ts";
import classes from "./register-page.module.css";
import type { Candidate } from "./use-duplicates.ts";

const signs: Record<Verdict, string> = { same: "✓ same", close: "≈ close", differs: "✕ differs" };

export function DuplicatePanel({ candidates }: { candidates: readonly Candidate[] }) {
  return (
    <ul className={classes.alike} aria-label="Already registered?">
      {candidates.map(({ patient, comparison }) => (
        <li key={patient.id}>
          <Anchor renderRoot={(props) => <Link {...props} to="/patients/$id" params={{ id: patient.id }} />}>
            <PatientName patient={patient} /> · <Mrn value={patient.mrn} />
          </Anchor>
          <Deceased patient={patient} />
          {patient.status === "inactive" && (
            <Tag tone="plain" icon={<PauseIcon size={14} />}>
              Inactive
            </Tag>
          )}
          {comparison.map(({ label, theirs, verdict }) => (
            <span key={label} className={classes.agrees}>
              {label} {theirs}: <b>{signs[verdict]}</b>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
