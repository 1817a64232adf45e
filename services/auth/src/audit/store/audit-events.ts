import type { AuditEvent } from "@pms/contracts/auth/audit";
import type { FacilityScope } from "@pms/contracts/auth/users";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Db, Tables, Tx } from "../../store/tables.ts";

export type AuditRow = Omit<Selectable<Tables["audit_events"]>, "shown_patients">;
export type AuditFilters = { patientId?: string; actorId?: string; from?: string; to?: string };

export type NewAuditEvent = AuditRow & { facilityIds: readonly string[] };

/** Of those who were shown the reader is told whom they may see (AZ-3). */
export function auditEventOf(row: AuditRow, scope: FacilityScope): AuditEvent {
  const shown = Object.entries(row.shown ?? {}).filter(([facilityId]) => scope === "all" || scope.includes(facilityId));
  return {
    id: row.id,
    at: row.at.toISOString(),
    actorId: row.actor_id,
    sessionId: row.session_id,
    action: row.action,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    ...(row.patient_id !== null && { patientId: row.patient_id }),
    ...(row.shown !== null && { patientIds: shown.flatMap(([, ids]) => ids) }),
    ...(row.facility_id !== null && { facilityId: row.facility_id }),
    outcome: row.outcome,
    requestId: row.request_id,
    sourceAddress: row.source_address,
    service: row.service,
    details: row.details,
  };
}

/**
 * One statement for a whole batch: every read in the system becomes a row here. A row that is there
 * stays as it is, since events come again after a crash and when the log is replayed.
 */
export async function insertAuditEvents(tx: Tx, rows: readonly NewAuditEvent[]): Promise<void> {
  await sql`
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
    ON CONFLICT (id) DO NOTHING`.execute(tx);
  const places = rows.flatMap(({ id, at, facilityIds }) => facilityIds.map((facilityId) => ({ facilityId, at, id })));
  if (places.length === 0) return;
  await sql`
    INSERT INTO audit_event_facilities (facility_id, at, event_id)
    SELECT * FROM unnest(${places.map(({ facilityId }) => facilityId)}::text[], ${places.map(({ at }) => at)}::timestamptz[],
      ${places.map(({ id }) => id)}::uuid[])
    ON CONFLICT DO NOTHING`.execute(tx);
}

type Page = { after: { at: string; id: string } | undefined; limit: number };
type Condition = RawBuilder<unknown>;

/**
 * Newest first: events of the scope's facilities, what those did who work there, and who was shown
 * of its patients. `after` is the last row of the page before; `from` is included, `to` is not.
 */
export async function listAuditEvents(
  db: Db,
  scope: FacilityScope,
  filters: AuditFilters,
  page: Page,
): Promise<AuditRow[]> {
  if (scope.length === 0) return [];
  const found = sourceOf(scope, filters, page);
  const { rows } = await sql<AuditRow>`
    SELECT * FROM (SELECT DISTINCT ON (e.at, e.id) e.* FROM (${found}) e ORDER BY e.at DESC, e.id DESC) e
    ORDER BY e.at DESC, e.id DESC LIMIT ${page.limit}`.execute(db);
  return rows;
}

/** How many there are on all pages. */
export async function countAuditEvents(db: Db, scope: FacilityScope, filters: AuditFilters): Promise<number> {
  const source = filters.patientId !== undefined ? aboutPatient(filters.patientId, scope) : [scopeOf(scope)];
  const where = all([...conditionsOf(filters), sql`(${sql.join(source, sql` OR `)})`]);
  const { rows } = await sql<{ count: bigint }>`SELECT count(*) AS count FROM audit_events e WHERE ${where}`.execute(
    db,
  );
  return Number(rows[0]?.count ?? 0);
}

const all = (conditions: readonly Condition[]) => sql.join([sql`TRUE`, ...conditions], sql` AND `);
const union = (pages: readonly Condition[]) => sql.join([...pages], sql` UNION ALL `);

/** Each part a page at most, read in the order of an index or, of one patient, found by one. */
function sourceOf(scope: FacilityScope, filters: AuditFilters, page: Page): Condition {
  const conditions = [...conditionsOf(filters), ...laterThan(page.after, sql`e.at`, sql`e.id`)];
  const inOrder = sql`ORDER BY e.at DESC, e.id DESC LIMIT ${page.limit}`;
  if (filters.patientId !== undefined)
    // The fence keeps the planner from walking through all events in order where an index has the
    // few that fit.
    return union(
      aboutPatient(filters.patientId, scope).map(
        (where) =>
          sql`(SELECT * FROM (SELECT e.* FROM audit_events e WHERE ${all([...conditions, where])} OFFSET 0) e ${inOrder})`,
      ),
    );
  if (scope !== "all") return atFacilities(scope, filters, page);
  return sql`SELECT e.* FROM audit_events e WHERE ${all(conditions)} ${inOrder}`;
}

/** A page of what is the facility's own, and one of what is found there, for each. */
function atFacilities(scope: readonly string[], filters: AuditFilters, { after, limit }: Page): Condition {
  const conditions = conditionsOf(filters);
  return sql`SELECT e.* FROM (SELECT DISTINCT unnest(${scope}::text[]) AS id) facility CROSS JOIN LATERAL (
    (SELECT e.* FROM audit_events e
     WHERE ${all([sql`e.facility_id = facility.id`, ...conditions, ...laterThan(after, sql`e.at`, sql`e.id`)])}
     ORDER BY e.at DESC, e.id DESC LIMIT ${limit})
    UNION ALL
    (SELECT e.* FROM audit_event_facilities f JOIN audit_events e ON e.id = f.event_id
     WHERE ${all([sql`f.facility_id = facility.id`, ...conditions, ...laterThan(after, sql`f.at`, sql`f.event_id`)])}
     ORDER BY f.at DESC, f.event_id DESC LIMIT ${limit})) e`;
}

function scopeOf(scope: FacilityScope): Condition {
  return scope === "all"
    ? sql`TRUE`
    : sql`(e.facility_id = ANY (${scope}::text[]) OR EXISTS (SELECT FROM audit_event_facilities f
        WHERE f.facility_id = ANY (${scope}::text[]) AND f.at = e.at AND f.event_id = e.id))`;
}

/**
 * Events that name the patient, and lists and searches that showed them at a facility of the scope.
 */
function aboutPatient(patientId: string, scope: FacilityScope): Condition[] {
  const seen = sql`e.shown_patients IS NOT NULL AND e.shown_patients @> ARRAY[${patientId}::uuid]`;
  return [
    sql`(e.patient_id = ${patientId} AND ${scopeOf(scope)})`,
    scope === "all"
      ? sql`(${seen})`
      : sql`(${seen} AND EXISTS (SELECT FROM unnest(${scope}::text[]) facility(id)
          WHERE e.shown -> facility.id ? ${patientId}::text))`,
  ];
}

function laterThan(after: Page["after"], at: Condition, id: Condition): Condition[] {
  return after ? [sql`(${at}, ${id}) < (${after.at}::timestamptz, ${after.id}::uuid)`] : [];
}

function conditionsOf({ actorId, from, to }: AuditFilters): Condition[] {
  return [
    ...(actorId === undefined ? [] : [sql`e.actor_id = ${actorId}`]),
    ...(from === undefined ? [] : [sql`e.at >= ${new Date(from)}`]),
    ...(to === undefined ? [] : [sql`e.at < ${new Date(to)}`]),
  ];
}
