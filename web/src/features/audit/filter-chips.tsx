import { CloseButton, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { Tag } from "../../components/tag.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { useUserNames } from "../../session/user-names.ts";
import { type Filters, without } from "./filters.ts";

type Props = { filters: Filters; onChange: (filters: Filters) => void };

/** What the log is narrowed to, each to be taken away; ids stand there whole, to be copied. */
export function FilterChips({ filters, onChange }: Props) {
  const { date } = useFormats();
  const names = useUserNames();
  const { from, to, actorId, patientId } = filters;
  const name = actorId && names?.get(actorId);
  const chips: [name: keyof Filters, shown: ReactNode][] = [
    ["from", from && `From ${date(from)}`],
    ["to", to && `To ${date(to)}`],
    ["actorId", actorId && [`By ${name ? `${name}, ` : ""}`, <Code key="id">{actorId}</Code>]],
    ["patientId", patientId && ["Patient ", <Code key="id">{patientId}</Code>]],
  ];
  const shown = chips.filter(([, text]) => text);
  if (shown.length === 0) return null;
  return (
    <Group gap="sm" mb="md" role="group" aria-label="Shown only">
      {shown.map(([filter, text]) => (
        <Tag key={filter} tone="plain">
          <span>{text}</span>
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
};

function Code({ children }: { children: string }) {
  return (
    <span style={{ fontFamily: "var(--mantine-font-family-monospace)", overflowWrap: "anywhere" }}>{children}</span>
  );
}
