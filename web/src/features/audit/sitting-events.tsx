/** The entries of a sitting as they were recorded. */
import { Stack, Text } from "@mantine/core";
import type { AuditEvent } from "@pms/contracts/auth/audit";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { asSentence, describeAct } from "./act-words.ts";
import classes from "./audit.module.css";
import { type Identities, useIdentities } from "./identities.ts";
import { PatientLabel } from "./patient-label.tsx";
import { type AuditQuery, eventsOf } from "./queries.ts";
import { TimeSpan } from "./time-span.tsx";

type Props = { id: string; asked: AuditQuery; identities: Identities };

export function SittingEvents({ id, asked, identities }: Props) {
  const query = useInfiniteQuery(eventsOf(id, asked));
  const events = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const shown = useIdentities(
    (query.data?.pages ?? []).map(({ data }) => data.flatMap(({ patientIds = [] }) => patientIds)),
  );
  if (query.isPending) return <Waiting rows={2} />;
  if (query.isError)
    return <Failure what="These events could not be read." error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="sm" className={classes.place}>
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={classes.table} role="table" aria-label="Events of the sitting">
        <thead>
          <tr>
            {["At", "Did", "To", "From", "Request"].map((title) => (
              <th key={title} scope="col" style={{ position: "static", background: "none" }}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Event key={event.id} event={event} identities={new Map([...identities, ...shown])} />
          ))}
        </tbody>
      </table>
      <LoadMore query={query} />
    </Stack>
  );
}

function Event({ event, identities }: { event: AuditEvent; identities: Identities }) {
  const { at, action, outcome, patientId, details, requestId, sourceAddress } = event;
  return (
    <tr data-row tabIndex={-1}>
      <td className={classes.when}>
        <TimeSpan from={at} to={at} seconds />
      </td>
      <td>
        {asSentence(describeAct(action, patientId !== undefined))}
        {outcome === "refused" && <b>: refused</b>}
        <span className={classes.under}>
          {[
            action,
            ...Object.entries(details).flatMap(([name, value]) => (value === "" ? [] : `${name} ${value}`)),
          ].join(" · ")}
        </span>
      </td>
      <td>
        <To event={event} identities={identities} />
      </td>
      <td>{sourceAddress}</td>
      <td>
        <ShortId value={requestId} />
      </td>
    </tr>
  );
}

function To({ event, identities }: { event: AuditEvent; identities: Identities }) {
  const { patientId, patientIds, resourceType, resourceId } = event;
  if (patientId !== undefined) return <PatientLabel patientId={patientId} identities={identities} />;
  if (patientIds !== undefined) return <Shown patientIds={patientIds} identities={identities} />;
  return (
    <>
      {asSentence(resourceType.replaceAll("-", " "))} {resourceId && <ShortId value={resourceId} />}
    </>
  );
}

/** Whom a list or a search showed: how many, and on demand who. */
function Shown({ patientIds, identities }: { patientIds: readonly string[]; identities: Identities }) {
  if (patientIds.length === 0) return "Nobody shown";
  return (
    <details>
      <summary>{patientIds.length === 1 ? "1 patient shown" : `${patientIds.length} patients shown`}</summary>
      {patientIds.map((patientId) => (
        <Text key={patientId} size="sm" component="div" mt={4}>
          <PatientLabel patientId={patientId} identities={identities} />
        </Text>
      ))}
    </details>
  );
}
