import { Anchor } from "@mantine/core";
import type { AuditEvent } from "@pms/contracts/auth/audit";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { StopIcon } from "../../components/icons.tsx";
import rowClasses from "../../components/rows.module.css";
import { ShortId } from "../../components/short-id.tsx";
import { Tag } from "../../components/tag.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { useMay, useMe } from "../../session/session.ts";
import { useUserNames } from "../../session/user-names.ts";
import { describeAction } from "./audit-words.ts";
import type { Filters } from "./filters.ts";

const titles = ["When", "Who", "Did", "To", "Outcome", "Request"];

type Props = { events: readonly AuditEvent[]; onNarrow: (to: Pick<Filters, "actorId" | "patientId">) => void };

export function AuditTable({ events, onNarrow }: Props) {
  const names = useUserNames();
  return (
    <div className="surface">
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={rowClasses.table} role="table" aria-label="Audit log">
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Row key={event.id} event={event} names={names} onNarrow={onNarrow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Narrows the log to what is named. */
function Narrow({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Anchor component="button" type="button" size="sm" ta="start" title={label} onClick={onClick}>
      {children}
    </Anchor>
  );
}

/** Whom a list or a search showed: how many, and on demand who. */
function Shown({ patientIds, onNarrow }: { patientIds: readonly string[]; onNarrow: Props["onNarrow"] }) {
  if (patientIds.length === 0) return "No patient";
  return (
    <details>
      <summary>{patientIds.length === 1 ? "1 patient shown" : `${patientIds.length} patients shown`}</summary>
      {patientIds.map((patientId) => (
        <div key={patientId}>
          <Narrow label={`Show only this patient: ${patientId}`} onClick={() => onNarrow({ patientId })}>
            Patient <ShortId value={patientId} />
          </Narrow>
        </div>
      ))}
    </details>
  );
}

type RowProps = Omit<Props, "events"> & { event: AuditEvent; names: ReturnType<typeof useUserNames> };

function Row({ event, names, onNarrow }: RowProps) {
  const { instantToSecond } = useFormats();
  const { user } = useMe();
  const mayOpen = useMay()("patient:read");
  const { action, actorId, outcome, patientId, patientIds, resourceId, resourceType } = event;
  const nameOf = (id: string) => (id === user.id ? "You" : (names?.get(id) ?? <ShortId value={id} />));
  return (
    <tr data-row tabIndex={-1}>
      <td className={`tabular ${rowClasses.fixed}`} title={event.at}>
        {instantToSecond(event.at)}
      </td>
      <td data-label="By">
        <Narrow label={`Show only what they did: ${actorId}`} onClick={() => onNarrow({ actorId })}>
          {nameOf(actorId)}
        </Narrow>
      </td>
      <td>{describeAction(action)}</td>
      <td className={rowClasses.fixed}>
        {patientId ? (
          <>
            <Narrow label={`Show only this patient: ${patientId}`} onClick={() => onNarrow({ patientId })}>
              Patient <ShortId value={patientId} />
            </Narrow>
            {mayOpen && (
              <>
                {" · "}
                <Link to="/patients/$id" params={{ id: patientId }} aria-label="Open the patient’s record">
                  Open
                </Link>
              </>
            )}
          </>
        ) : patientIds ? (
          <Shown patientIds={patientIds} onNarrow={onNarrow} />
        ) : (
          <>
            {describeAction(resourceType)}{" "}
            {resourceType === "user" ? nameOf(resourceId) : <ShortId value={resourceId} />}
          </>
        )}
      </td>
      <td>
        {outcome === "ok" ? (
          "Done"
        ) : (
          <Tag tone="danger" icon={<StopIcon size={14} />}>
            {describeAction(outcome)}
          </Tag>
        )}
      </td>
      <td data-label="Request">
        <ShortId value={event.requestId} />
      </td>
    </tr>
  );
}
