import type { AuditEvent } from "@pms/contracts/auth";
import { Link } from "@tanstack/react-router";
import { useFormats } from "../../app/use-formats.ts";
import { StopIcon } from "../../components/icons.tsx";
import rowClasses from "../../components/rows.module.css";
import { Tag } from "../../components/tag.tsx";
import { useMay, useMe } from "../session/session.ts";
import { describeAction, shortId } from "./audit-words.ts";

const titles = ["When", "Who", "Did", "To", "Outcome", "Request"];

export function AuditTable({ events }: { events: readonly AuditEvent[] }) {
  return (
    <div className={`surface ${rowClasses.wrap}`}>
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
            <Row key={event.id} event={event} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An id by its last digits, the whole of it for whoever points at it or copies it. */
function Id({ value }: { value: string }) {
  return (
    <span title={value} style={{ fontFamily: "var(--mantine-font-family-monospace)" }}>
      {shortId(value)}
    </span>
  );
}

function Row({ event }: { event: AuditEvent }) {
  const { instantToSecond } = useFormats();
  const { user } = useMe();
  const mayOpen = useMay()("patient:read");
  const { action, actorId, outcome, patientId, resourceId, resourceType } = event;
  return (
    <tr>
      <td className={`tabular ${rowClasses.fixed}`} title={event.at}>
        {instantToSecond(event.at)}
      </td>
      <td data-label="By">{actorId === user.id ? "You" : <Id value={actorId} />}</td>
      <td>{describeAction(action)}</td>
      <td className={rowClasses.fixed}>
        {patientId && mayOpen ? (
          <Link to="/patients/$id" params={{ id: patientId }}>
            Patient <Id value={patientId} />
          </Link>
        ) : (
          <>
            {patientId ? "Patient" : describeAction(resourceType)} <Id value={patientId ?? resourceId} />
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
        <Id value={event.requestId} />
      </td>
    </tr>
  );
}
