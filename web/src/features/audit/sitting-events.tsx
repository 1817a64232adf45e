/** The entries of a sitting as they were recorded. */
import { Stack, Text } from "@mantine/core";
import type { AuditEvent } from "@pms/contracts/auth/audit";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { asSentence, describeAct } from "./act-words.ts";
import classes from "./audit.module.css";
import { type Identities, useIdentities } from "./identities.ts";
import { PatientLabel } from "./patient-label.tsx";
import { type AuditQuery, eventsOf } from "./queries.ts";
import { TimeSpan } from "./time-span.tsx";

type Props = { id: string; asked: AuditQuery; identities: Identities };

const resourceNames: Readonly<Record<string, string>> = {
  account: t("Account"),
  audit: t("Audit"),
  facility: t("Facility"),
  ledger: t("Ledger"),
  patient: t("Patient"),
  report: t("Report"),
  session: t("Session"),
  takings: t("Takings"),
  transaction: t("Transaction"),
  user: t("User"),
};

export function SittingEvents({ id, asked, identities }: Props) {
  const query = useInfiniteQuery(eventsOf(id, asked));
  const events = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const shown = useIdentities(
    (query.data?.pages ?? []).map(({ data }) => data.flatMap(({ patientIds = [] }) => patientIds)),
  );
  if (query.isPending) return <Waiting rows={2} />;
  if (query.isError)
    return (
      <Failure what={t("These events could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
    );
  return (
    <Stack gap="sm" className={classes.place}>
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={classes.table} role="table" aria-label={t("Events of the sitting")}>
        <thead>
          <tr>
            {[t("At"), t("Did"), t("About"), t("Source address"), t("Request")].map((title) => (
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
  const act = asSentence(describeAct(action, patientId !== undefined));
  return (
    <tr data-row tabIndex={-1}>
      <td className={classes.when}>
        <TimeSpan from={at} to={at} seconds />
      </td>
      <td>
        {outcome === "refused" ? (
          <Rich text="{act}<0>: refused</0>" values={{ act }} elements={[<b key="refused" />]} />
        ) : (
          act
        )}
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
      {resourceNames[resourceType] ?? asSentence(resourceType.replaceAll("-", " "))}{" "}
      {resourceId && <ShortId value={resourceId} />}
    </>
  );
}

/** Whom a list or a search showed: how many, and on demand who. */
function Shown({ patientIds, identities }: { patientIds: readonly string[]; identities: Identities }) {
  if (patientIds.length === 0) return t("Nobody shown");
  return (
    <details>
      <summary>
        {t("{count, plural, one {# patient shown} other {# patients shown}}", { count: patientIds.length })}
      </summary>
      {patientIds.map((patientId) => (
        <Text key={patientId} size="sm" component="div" mt={4}>
          <PatientLabel patientId={patientId} identities={identities} />
        </Text>
      ))}
    </details>
  );
}
