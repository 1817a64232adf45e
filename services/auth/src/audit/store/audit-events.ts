import type { AuditEvent } from "@pms/contracts/auth/audit";
import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Fragment, join, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { Db, Tables } from "../../store/tables.ts";
import { type AuditFilters, aboutPatient, all, asked, fits } from "./audit-conditions.ts";

export type AuditRow = Omit<Selectable<Tables["audit_events"]>, "shown_patients">;

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

/** `after` is the last row of the page before. */
export type Page = { after: { at: string; id: string } | undefined; limit: number };

/**
 * Newest first: events of the scope's facilities, what those did who work there, and who was shown
 * of its patients.
 */
export async function listAuditEvents(
  db: Db,
  scope: FacilityScope,
  filters: AuditFilters,
  page: Page,
): Promise<AuditRow[]> {
  if (scope.length === 0) return [];
  return run<AuditRow>(db, statement("list-audit-events")`${eventsInOrder(scope, filters, page)}`);
}

/** How many there are on all pages. */
export async function countAuditEvents(db: Db, scope: FacilityScope, filters: AuditFilters): Promise<number> {
  const counted = await runForOne<{ count: bigint }>(
    db,
    statement("count-audit-events")`
    SELECT count(*) AS count FROM audit_events e WHERE ${fits(filters, scope, "e")}`,
  );
  return Number(counted?.count ?? 0);
}

/**
 * A page of events as a statement, newest first.
 * @param more what else holds of an event `e`
 */
export function eventsInOrder(
  scope: FacilityScope,
  filters: AuditFilters,
  page: Page,
  more: readonly Fragment[] = [],
): Fragment {
  const found = partsOf(scope, filters, page, more);
  return sql`SELECT * FROM (SELECT DISTINCT ON (e.at, e.id) e.* FROM (${found}) e ORDER BY e.at DESC, e.id DESC) e
    ORDER BY e.at DESC, e.id DESC LIMIT ${page.limit}`;
}

/** Each part a page at most, read in the order of an index or, of one patient, found by one. */
function partsOf(scope: FacilityScope, filters: AuditFilters, page: Page, more: readonly Fragment[]): Fragment {
  const conditions = [...asked(filters, "e"), ...laterThan(page.after, sql`e.at`, sql`e.id`), ...more];
  const inOrder = sql`ORDER BY e.at DESC, e.id DESC LIMIT ${page.limit}`;
  // The fence keeps the planner from walking through all events in order where an index has the few.
  const fenced = (where: Fragment) =>
    sql`(SELECT * FROM (SELECT e.* FROM audit_events e WHERE ${all([...conditions, where])} OFFSET 0) e ${inOrder})`;
  if (filters.patientId !== undefined)
    return join(aboutPatient(filters.patientId, scope, "e").map(fenced), " UNION ALL ");
  if (scope !== "all") return atFacilities(scope, filters, page, more);
  return sql`SELECT e.* FROM audit_events e WHERE ${all(conditions)} ${inOrder}`;
}

/** A page of what is the facility's own, and one of what is found there, for each. */
function atFacilities(
  scope: readonly string[],
  filters: AuditFilters,
  { after, limit }: Page,
  more: readonly Fragment[],
): Fragment {
  const conditions = [...asked(filters, "e"), ...more];
  return sql`SELECT e.* FROM (SELECT DISTINCT unnest(${scope}::text[]) AS id) facility CROSS JOIN LATERAL (
    (SELECT e.* FROM audit_events e
     WHERE ${all([sql`e.facility_id = facility.id`, ...conditions, ...laterThan(after, sql`e.at`, sql`e.id`)])}
     ORDER BY e.at DESC, e.id DESC LIMIT ${limit})
    UNION ALL
    (SELECT e.* FROM audit_event_facilities f JOIN audit_events e ON e.id = f.event_id
     WHERE ${all([sql`f.facility_id = facility.id`, ...conditions, ...laterThan(after, sql`f.at`, sql`f.event_id`)])}
     ORDER BY f.at DESC, f.event_id DESC LIMIT ${limit})) e`;
}

function laterThan(after: Page["after"], at: Fragment, id: Fragment): Fragment[] {
  return after ? [sql`(${at}, ${id}) < (${after.at}::timestamptz, ${after.id}::uuid)`] : [];
}
