import { run, statement } from "@pms/kit/db/statement";
import type { Tx } from "../../store/tables.ts";
import type { AuditRow } from "./audit-events.ts";

export type NewAuditEvent = AuditRow & { facilityIds: readonly string[] };

/**
 * One statement for a whole batch, for every read in the system becomes a row here. A row that is
 * there stays as it is: events come again after a crash and when the log is replayed.
 */
export async function insertAuditEvents(tx: Tx, rows: readonly NewAuditEvent[]): Promise<void> {
  await run(
    tx,
    statement("insert-audit-events")`
    INSERT INTO audit_events (id, at, actor_id, session_id, action, resource_type, resource_id, patient_id, facility_id,
      outcome, request_id, source_address, service, details, shown, shown_patients)
    SELECT id, at, actor_id, session_id, action, resource_type, resource_id, patient_id, facility_id,
      outcome, request_id, source_address, service, details, shown, shown_patients::uuid[]
    FROM unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.at)}::timestamptz[],
      ${rows.map((row) => row.actor_id)}::text[], ${rows.map((row) => row.session_id)}::text[],
      ${rows.map((row) => row.action)}::text[], ${rows.map((row) => row.resource_type)}::text[],
      ${rows.map((row) => row.resource_id)}::text[], ${rows.map((row) => row.patient_id)}::text[],
      ${rows.map((row) => row.facility_id)}::text[], ${rows.map((row) => row.outcome)}::text[],
      ${rows.map((row) => row.request_id)}::text[], ${rows.map((row) => row.source_address)}::text[],
      ${rows.map((row) => row.service)}::text[], ${rows.map((row) => JSON.stringify(row.details))}::jsonb[],
      ${rows.map((row) => row.shown && JSON.stringify(row.shown))}::jsonb[],
      ${rows.map((row) => row.shown && `{${Object.values(row.shown).flat().join()}}`)}::text[])
      e(id, at, actor_id, session_id, action, resource_type, resource_id, patient_id, facility_id,
        outcome, request_id, source_address, service, details, shown, shown_patients)
    ON CONFLICT (id) DO NOTHING`,
  );
  const places = rows.flatMap(({ id, at, facilityIds }) => facilityIds.map((facilityId) => ({ facilityId, at, id })));
  if (places.length === 0) return;
  await run(
    tx,
    statement("insert-audit-event-facilities")`
    INSERT INTO audit_event_facilities (facility_id, at, event_id)
    SELECT * FROM unnest(${places.map(({ facilityId }) => facilityId)}::text[], ${places.map(({ at }) => at)}::timestamptz[],
      ${places.map(({ id }) => id)}::uuid[])
    ON CONFLICT DO NOTHING`,
  );
}
