/** Whom a record is compared with: those that share a key with it. */
import { type Fragment, type Queryable, run, sql, statement } from "@pms/kit/db/statement";

/**
 * A key that more patients share says nothing, such as the address of a home or `none@example.org`.
 */
const sharedByMax = 50;

const hashed = (keys: Fragment) => sql`hashtextextended(${keys}, 0)`;

/** Patients that share a key with what is typed of one, in no order. */
export async function findCandidates(on: Queryable, keys: readonly string[]): Promise<string[]> {
  const rows = await run<{ id: string }>(
    on,
    statement("match-candidates")`SELECT DISTINCT unnest(c.ids) AS id
      FROM unnest(${keys}::text[]) k, ${sharing(hashed(sql`k`))} c WHERE cardinality(c.ids) <= ${sharedByMax}`,
  );
  return rows.map(({ id }) => id);
}

/** So many of the newest are looked at; behind a large import the others wait for their turn. */
const newestMax = 200;

/** Who was registered behind this id and is not compared yet: they have no keys to be found by. */
export async function findUncompared(on: Queryable, behindId: string): Promise<string[]> {
  const rows = await run<{ id: string }>(
    on,
    statement("match-uncompared")`SELECT n.id FROM (
        SELECT p.id FROM patients p WHERE p.id > ${behindId}::uuid ORDER BY p.id DESC LIMIT ${newestMax}
      ) n WHERE NOT EXISTS (SELECT FROM match_profiles m WHERE m.patient_id = n.id)`,
  );
  return rows.map(({ id }) => id);
}

export type CandidatePair = { id: string; other: string };

/** The same for patients whose keys are stored; with `earlier` only those of a smaller id. */
export function findCandidatePairs(
  on: Queryable,
  ids: readonly string[],
  { earlier = false }: { earlier?: boolean } = {},
): Promise<CandidatePair[]> {
  return run(
    on,
    statement("match-candidate-pairs")`SELECT DISTINCT p.patient_id AS id, o.other
      FROM match_profiles p, unnest(p.keys) k, ${sharing(sql`k`)} c, unnest(c.ids) o(other)
      WHERE p.patient_id = ANY ((SELECT ${ids}::uuid[])::uuid[]) AND cardinality(c.ids) <= ${sharedByMax}
        AND o.other <> p.patient_id AND (NOT ${earlier}::boolean OR o.other < p.patient_id)`,
  );
}

const sharing = (key: Fragment) => sql`LATERAL (
  SELECT array_agg(s.patient_id) AS ids
  FROM (SELECT m.patient_id FROM match_keys m WHERE m.key = ${key} LIMIT ${sharedByMax} + 1) s
)`;
