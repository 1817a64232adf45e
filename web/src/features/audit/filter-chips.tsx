import { CloseButton, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ShortId } from "../../components/short-id.tsx";
import { Tag } from "../../components/tag.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { useMe } from "../../session/session.ts";
import { actLabels } from "./act-words.ts";
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
    ["from", from && t("From {date}", { date: date(from) })],
    ["to", to && t("To {date}", { date: date(to) })],
  ];
  const shown = chips.filter(([, content]) => content);
  if (shown.length === 0) return null;
  return (
    <Group gap="sm" mb="md" role="group" aria-label={t("Shown only")}>
      {shown.map(([filter, content]) => (
        <Tag key={filter} tone="plain">
          <span className={classes.inline}>{content}</span>
          <CloseButton size="sm" aria-label={labels[filter]} onClick={() => onChange(without(filters, filter))} />
        </Tag>
      ))}
    </Group>
  );
}

const labels: Record<keyof Filters, string> = {
  from: t("Do not narrow by the first day"),
  to: t("Do not narrow by the last day"),
  actorId: t("Do not narrow by who did it"),
  patientId: t("Do not narrow by the patient"),
  act: t("Do not narrow by what was done"),
};

function Patient({ patientId }: { patientId: string }) {
  return <PatientLabel patientId={patientId} identities={useIdentities([[patientId]])} />;
}

function Actor({ actorId }: { actorId: string }) {
  const { user } = useMe();
  const name = useQuery(staff).data?.get(actorId);
  if (name) return t("By {name}", { name });
  if (actorId === user.id) return t("By you");
  if (actorId === "anonymous") return t("By somebody not signed in");
  if (actorId.startsWith("service:")) return t("By the {name} service", { name: actorId.slice("service:".length) });
  return <Rich text="By <0/>" elements={[<ShortId key="id" value={actorId} />]} />;
}
