import type { AuditEvent, FacilityScope } from "@pms/contracts/auth";
import { type Selectable, sql } from "kysely";
import type { Db, Tables, Tx } from "./tables.ts";

export type AuditRow = Selectable<Tables["audit_events"]>;
export type AuditFilters = { patientId?: string; actorId?: string; from?: string; to?: string };

export function auditEventOf(row: AuditRow): AuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actorId: row.actor_id,
    sessionId: row.session_id,
    action: row.action,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    ...(row.patient_id !== null && { patientId: row.patient_id }),
    ...(row.facility_id !== null && { facilityId: row.facility_id }),
    outcome: row.outcome,
    requestId: row.request_id,
    sourceAddress: row.source_address,
    service: row.service,
    details: row.details,
  };
}

/**
 * One statement for a whole batch: every read in the system becomes a row here. A row that is there stays as it is, since
 * events come again after a crash and when the log is replayed.
 */
export async function insertAuditEvents(tx: Tx, rows: readonly AuditRow[]): Promise<void> {
  await sql`
    INSERT INTO audit_events (id, at, actor_id, session_id, action, resource_type, resource_id, patient_id, facility_id,
      outcome, request_id, source_address, service, details)
    SELECT * FROM unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.at)}::timestamptz[],
      ${rows.map((row) => row.actor_id)}::text[], ${rows.map((row) => row.session_id)}::text[],
      ${rows.map((row) => row.action)}::text[], ${rows.map((row) => row.resource_type)}::text[],
      ${rows.map((row) => row.resource_id)}::text[], ${rows.map((row) => row.patient_id)}::text[],
      ${rows.map((row) => row.facility_id)}::text[], ${rows.map((row) => row.outcome)}::text[],
      ${rows.map((row) => row.request_id)}::text[], ${rows.map((row) => row.source_address)}::text[],
      ${rows.map((row) => row.service)}::text[], ${rows.map((row) => JSON.stringify(row.details))}::jsonb[])
    ON CONFLICT (id) DO NOTHING`.execute(tx);
}

/**
 * Newest first, at the facilities of the scope. What belongs to no facility (log-ins, users, whole lists and searches) is
 * for the scope "all" alone. `after` is the last row of the page before; `from` is included, `to` is not.
 */
export async function listAuditEvents(
  db: Db,
  scope: FacilityScope,
  filters: AuditFilters,
  page: { after: { at: string; id: string } | undefined; limit: number },
): Promise<AuditRow[]> {
  if (scope.length === 0) return [];
  let query = matching(db, filters).selectAll().orderBy("at", "desc").orderBy("id", "desc").limit(page.limit);
  if (page.after) query = query.where(sql<boolean>`(at, id) < (${page.after.at}::timestamptz, ${page.after.id}::uuid)`);
  if (scope === "all") return query.execute();
  // A page of each facility, so that each is read in the order of its index.
  const ofSite = query.where(sql<boolean>`facility_id = site`).as("of_site");
  return db
    .selectFrom(sql<{ site: string }>`(SELECT DISTINCT unnest(${scope}::text[]))`.as<"sites">(sql`sites (site)`))
    .innerJoinLateral(ofSite, (join) => join.onTrue())
    .selectAll("of_site")
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

/** How many there are on all pages. */
export async function countAuditEvents(db: Db, scope: FacilityScope, filters: AuditFilters): Promise<number> {
  let query = matching(db, filters).select((row) => row.fn.countAll<bigint>().as("count"));
  if (scope !== "all") query = query.where(sql<boolean>`facility_id = ANY (${scope}::text[])`);
  return Number((await query.executeTakeFirstOrThrow()).count);
}

function matching(db: Db, filters: AuditFilters) {
  let query = db.selectFrom("audit_events");
  if (filters.patientId !== undefined) query = query.where("patient_id", "=", filters.patientId);
  if (filters.actorId !== undefined) query = query.where("actor_id", "=", filters.actorId);
  if (filters.from !== undefined) query = query.where("at", ">=", new Date(filters.from));
  if (filters.to !== undefined) query = query.where("at", "<", new Date(filters.to));
  return query;
}
