/** What of the audit a reader asks for and may see, as SQL over `audit_events` under any alias. */
import { type AuditAct, actionsOfActs } from "@pms/contracts/auth/audit-acts";
import type { FacilityScope } from "@pms/contracts/auth/users";
import { constant, type Fragment, join, sql } from "@pms/kit/db/statement";

/** `from` is included, `to` is not. */
export type AuditFilters = { patientId?: string; actorId?: string; from?: string; to?: string; act?: AuditAct };

export const all = (conditions: readonly Fragment[]) => join([sql`TRUE`, ...conditions], " AND ");
const any = (conditions: readonly Fragment[]) => sql`(${join(conditions, " OR ")})`;

/** What is asked for but for the patient, by columns of the event itself. */
export function asked({ actorId, from, to, act }: AuditFilters, alias: string): Fragment[] {
  const e = constant(alias);
  return [
    ...(actorId === undefined ? [] : [sql`${e}.actor_id = ${actorId}`]),
    ...(from === undefined ? [] : [sql`${e}.at >= ${new Date(from)}`]),
    ...(to === undefined ? [] : [sql`${e}.at < ${new Date(to)}`]),
    ...(act === undefined ? [] : isAct(act, alias)),
  ];
}

function isAct(act: AuditAct, alias: string): Fragment[] {
  const e = constant(alias);
  if (act === "refused") return [sql`${e}.outcome = 'refused'`];
  const { actions, onlyOfAuth } = actionsOfActs[act];
  return [sql`${e}.action LIKE ANY (${actions}::text[])`, ...(onlyOfAuth ? [sql`${e}.service = 'auth'`] : [])];
}

/** Of a facility of the scope, or found there. */
export function within(scope: FacilityScope, alias: string): Fragment {
  const e = constant(alias);
  return scope === "all"
    ? sql`TRUE`
    : sql`(${e}.facility_id = ANY (${scope}::text[]) OR EXISTS (SELECT FROM audit_event_facilities f
        WHERE f.facility_id = ANY (${scope}::text[]) AND f.at = ${e}.at AND f.event_id = ${e}.id))`;
}

/**
 * In two parts, each with an index: events that name the patient, and lists that showed them
 * (AZ-3).
 */
export function aboutPatient(patientId: string, scope: FacilityScope, alias: string): [Fragment, Fragment] {
  const e = constant(alias);
  const shown = sql`${e}.shown_patients IS NOT NULL AND ${e}.shown_patients @> ARRAY[${patientId}::uuid]`;
  return [
    sql`(${e}.patient_id = ${patientId} AND ${within(scope, alias)})`,
    scope === "all"
      ? sql`(${shown})`
      : sql`(${shown} AND EXISTS (SELECT FROM unnest(${scope}::text[]) facility(id)
          WHERE ${e}.shown -> facility.id ? ${patientId}::text))`,
  ];
}

/** All of it as one condition, for an event that has been found otherwise. */
export function fits(filters: AuditFilters, scope: FacilityScope, alias: string): Fragment {
  const { patientId } = filters;
  const seen = patientId === undefined ? within(scope, alias) : any(aboutPatient(patientId, scope, alias));
  return all([...asked(filters, alias), seen]);
}
