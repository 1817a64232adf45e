/**
 * Sittings: what one actor did about one patient, or about none, without a pause of fifteen
 * minutes. They are made of the events that fit, so that a reader is told of nothing else (AZ-3).
 */
import type { FacilityScope } from "@pms/contracts/auth/users";
import { constant, type Fragment, run, sql, statement } from "@pms/kit/db/statement";
import type { Db } from "../../store/tables.ts";
import { type AuditFilters, fits } from "./audit-conditions.ts";
import { type AuditRow, eventsInOrder, type Page } from "./audit-events.ts";

const pause = sql`interval '15 minutes'`;

export type SittingRow = Pick<AuditRow, "id" | "actor_id" | "patient_id"> & {
  started_at: Date;
  ended_at: Date;
  acts: { action: string; outcome: string; count: number }[];
  event_count: number;
  shown_count: number;
  began_earlier: boolean;
  went_on: boolean;
};

/**
 * The sitting that ended last comes first. `until` is when the first page was asked for: what is
 * done later would move a sitting that is not yet on a page before those that are.
 */
export async function listSittings(
  db: Db,
  scope: FacilityScope,
  asked: AuditFilters & { until: string },
  page: Page,
): Promise<SittingRow[]> {
  if (scope.length === 0) return [];
  const filters = { ...asked, to: earlier(asked.to, asked.until) };
  const isLast = sql`NOT EXISTS (SELECT FROM audit_events n WHERE ${isAlike(filters, "n", "e")}
    AND (n.at, n.id) > (e.at, e.id) AND n.at <= e.at + ${pause} AND ${fits(filters, scope, "n")})`;
  const { from: _from, to: _to, ...timeless } = asked;
  return run<SittingRow>(
    db,
    statement("list-sittings")`
    SELECT e.id, e.actor_id, e.patient_id, first.at AS started_at, e.at AS ended_at, counted.*,
      ${shownCount(scope, filters)} AS shown_count,
      ${
        asked.from === undefined
          ? sql`FALSE`
          : sql`EXISTS (SELECT FROM audit_events n WHERE ${isAlike(filters, "n", "e")}
        AND n.at < ${new Date(asked.from)} AND n.at >= first.at - ${pause} AND ${fits(timeless, scope, "n")})`
      } AS began_earlier,
      ${
        asked.to === undefined
          ? sql`FALSE`
          : sql`EXISTS (SELECT FROM audit_events n WHERE ${isAlike(filters, "n", "e")}
        AND n.at >= ${new Date(asked.to)} AND n.at <= e.at + ${pause} AND ${fits(timeless, scope, "n")})`
      } AS went_on
    FROM (${eventsInOrder(scope, filters, page, [isLast])}) e
    CROSS JOIN LATERAL (${firstOf(scope, filters)}) first
    CROSS JOIN LATERAL (
      SELECT sum(count)::int AS event_count,
        jsonb_agg(jsonb_build_object('action', action, 'outcome', outcome, 'count', count) ORDER BY count DESC, action) AS acts
      FROM (SELECT m.action, m.outcome, count(*) AS count FROM audit_events m WHERE ${isWithin(scope, filters)}
        GROUP BY m.action, m.outcome) act
    ) counted
    ORDER BY e.at DESC, e.id DESC`,
  );
}

/**
 * The events of the sitting that ends with this one, newest first; undefined where there is no such
 * event.
 */
export async function listEventsOfSitting(
  db: Db,
  scope: FacilityScope,
  filters: AuditFilters & { id: string },
  { after, limit }: Page,
): Promise<AuditRow[] | undefined> {
  const rows = await run<AuditRow>(
    db,
    statement("list-events-of-sitting")`
    SELECT m.* FROM (SELECT e.* FROM audit_events e WHERE e.id = ${filters.id} AND ${fits(filters, scope, "e")}) e
    CROSS JOIN LATERAL (${firstOf(scope, filters)}) first
    JOIN audit_events m ON ${isWithin(scope, filters)}
    WHERE ${after ? sql`(m.at, m.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`TRUE`}
    ORDER BY m.at DESC, m.id DESC LIMIT ${limit}`,
  );
  return rows.length === 0 && !after ? undefined : rows;
}

/**
 * By the same actor, about the same patient. Where one patient is asked for, all of it is about
 * them.
 */
function isAlike({ patientId }: AuditFilters, one: string, other: string): Fragment {
  const [a, b] = [constant(one), constant(other)];
  return patientId === undefined
    ? sql`${a}.actor_id = ${b}.actor_id AND coalesce(${a}.patient_id, '') = coalesce(${b}.patient_id, '')`
    : sql`${a}.actor_id = ${b}.actor_id`;
}

/**
 * Goes back from the last event `e` to one that nothing precedes within a pause: as far as the
 * sitting is long.
 */
function firstOf(scope: FacilityScope, filters: AuditFilters): Fragment {
  return sql`SELECT s.at, s.id FROM audit_events s
    WHERE ${isAlike(filters, "s", "e")} AND (s.at, s.id) <= (e.at, e.id) AND ${fits(filters, scope, "s")}
      AND NOT EXISTS (SELECT FROM audit_events p WHERE ${isAlike(filters, "p", "s")}
        AND (p.at, p.id) < (s.at, s.id) AND p.at >= s.at - ${pause} AND ${fits(filters, scope, "p")})
    ORDER BY s.at DESC, s.id DESC LIMIT 1`;
}

/** Whether `m` is of the sitting from `first` to `e`. */
function isWithin(scope: FacilityScope, filters: AuditFilters): Fragment {
  return sql`${isAlike(filters, "m", "e")} AND (m.at, m.id) <= (e.at, e.id) AND (m.at, m.id) >= (first.at, first.id)
    AND ${fits(filters, scope, "m")}`;
}

function shownCount(scope: FacilityScope, filters: AuditFilters): Fragment {
  const reach = scope === "all" ? sql`TRUE` : sql`place.key = ANY (${scope}::text[])`;
  return sql`(SELECT count(DISTINCT patient.id)::int FROM audit_events m, jsonb_each(m.shown) place,
      jsonb_array_elements_text(place.value) patient(id)
    WHERE m.shown IS NOT NULL AND ${reach} AND ${isWithin(scope, filters)})`;
}

const earlier = (one: string | undefined, other: string): string =>
  one !== undefined && Date.parse(one) < Date.parse(other) ? one : other;
