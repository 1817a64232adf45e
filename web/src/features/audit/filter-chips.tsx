import { CloseButton, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ShortId } from "../../components/short-id.tsx";
import { Tag } from "../../components/tag.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { useMe } from "../../session/session.ts";
import { actLabels } from "./act-words.ts";
import { actorName } from "./actor-name.tsx";
import classes from "./audit.module.css";
import { type Filters, without } from "./filters.ts";
import { useIdentities } from "./identities.ts";
import { PatientLabel } from "./patient-label.tsx";
import { staff } from "./queries.ts";

type Props = { filters: Filters; onChange: (filters: Filters) => void };

/** What the log is narrowed to, each to be taken away. */
export function FilterChips({ filters, onChange }: Props) {
  const { date } = useFormats();
  const { from, to, actorId, patientId, act } = filters;
  const chips: [name: keyof Filters, shown: ReactNode][] = [
    ["patientId", patientId && <Patient key="patient" patientId={patientId} />],
    ["actorId", actorId && <Actor key="actor" actorId={actorId} />],
    ["act", act && actLabels[act]],
    ["from", from && `From ${date(from)}`],
    ["to", to && `To ${date(to)}`],
  ];
  const shown = chips.filter(([, content]) => content);
  if (shown.length === 0) return null;
  return (
    <Group gap="sm" mb="md" role="group" aria-label="Shown only">
      {shown.map(([filter, content]) => (
        <Tag key={filter} tone="plain">
          <span className={classes.inline}>{content}</span>
          <CloseButton
            size="sm"
            aria-label={`Do not narrow by ${labels[filter]}`}
            onClick={() => onChange(without(filters, filter))}
          />
        </Tag>
      ))}
    </Group>
  );
}

const labels: Record<keyof Filters, string> = {
  from: "the first day",
  to: "the last day",
  actorId: "who did it",
  patientId: "the patient",
  act: "what was done",
};

function Patient({ patientId }: { patientId: string }) {
  return <PatientLabel patientId={patientId} identities={useIdentities([[patientId]])} />;
}

function Actor({ actorId }: { actorId: string }) {
  const { user } = useMe();
  const name = useQuery(staff).data?.get(actorId);
  if (name) return `By ${name}`;
  if (actorId === user.id) return "By you";
  const kind = actorId.startsWith("service:") ? "service" : actorId === "anonymous" ? "nobody" : "user";
  return (
    <>By {kind === "user" ? <ShortId value={actorId} /> : actorName({ id: actorId, kind }, user.id).toLowerCase()}</>
  );
}
