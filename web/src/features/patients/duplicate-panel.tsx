/** “Already registered?”: who it might be, and in what they agree with the form. */
import { Anchor, Stack, Text, Title } from "@mantine/core";
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
  if (candidates.length === 0) return <div role="status" />;
  return (
    <Stack className={`surface ${classes.panel}`} p="lg" gap="lg" role="status">
      <Title order={2}>Already registered?</Title>
      {candidates.map(({ patient, comparison }) => (
        <div key={patient.id}>
          <Text>
            <PatientName patient={patient} /> · <Mrn value={patient.mrn} /> <Deceased patient={patient} />{" "}
            {patient.status === "inactive" && (
              <Tag tone="plain" icon={<PauseIcon size={14} />}>
                Inactive
              </Tag>
            )}
          </Text>
          <ul style={{ margin: 0, paddingLeft: 20 }}>
            {comparison.map(({ label, theirs, verdict }) => (
              <li key={label}>
                <Text size="sm" span>
                  {label} {theirs}: <b>{signs[verdict]}</b>
                </Text>
              </li>
            ))}
          </ul>
          <Anchor renderRoot={(props) => <Link {...props} to="/patients/$id" params={{ id: patient.id }} />}>
            Open this one
          </Anchor>
        </div>
      ))}
    </Stack>
  );
}
