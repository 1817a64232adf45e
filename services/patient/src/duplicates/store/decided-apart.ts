/** What was decided of records counts for those that they were merged into. */
import { type Queryable, run, runForOne, statement } from "@pms/kit/db/statement";

type Within = { patient_id: string; within_id: string };

/** Of each patient, themselves and all who were merged into them, over any number of steps. */
export function listWithin(on: Queryable, patientIds: readonly string[]): Promise<Within[]> {
  return run(
    on,
    statement("patients-within")`WITH RECURSIVE within AS (
      SELECT i AS patient_id, i AS within_id FROM unnest(${patientIds}::uuid[]) i
      UNION
      SELECT w.patient_id, p.id FROM within w JOIN patients p ON p.merged_into = w.within_id
    )
    SELECT patient_id, within_id FROM within`,
  );
}

/** A pair of which somebody has decided that it is two persons, one within each: also of what was merged into them. */
export function findDecidedApart(on: Queryable, within: readonly Within[]): Promise<{ id: string } | undefined> {
  const [of, ids] = [within.map((each) => each.patient_id), within.map((each) => each.within_id)];
  return runForOne(
    on,
    statement("find-decided-apart")`WITH w AS (SELECT * FROM unnest(${of}::uuid[], ${ids}::uuid[]) w(patient_id, id))
      SELECT d.id FROM duplicate_pairs d JOIN w a ON a.id = d.low_id JOIN w b ON b.id = d.high_id
      WHERE d.status = 'dismissed' AND a.patient_id <> b.patient_id ORDER BY d.id LIMIT 1`,
  );
}

type Pair = { lowId: string; highId: string };

/** Without the pairs of which somebody has decided that they are two persons, before others were merged into them. */
export async function withoutDecided<P extends Pair>(on: Queryable, pairs: readonly P[]): Promise<P[]> {
  const ids = [...new Set(pairs.flatMap(({ lowId, highId }) => [lowId, highId]))];
  const within = ids.length === 0 ? [] : await listWithin(on, ids);
  if (within.length === ids.length) return [...pairs];
  const [of, all] = [within.map((each) => each.patient_id), within.map((each) => each.within_id)];
  const decided = await run<{ a: string; b: string }>(
    on,
    statement("pairs-decided-apart")`WITH w AS (SELECT * FROM unnest(${of}::uuid[], ${all}::uuid[]) w(patient_id, id))
      SELECT a.patient_id AS a, b.patient_id AS b FROM duplicate_pairs d
      JOIN w a ON a.id = d.low_id JOIN w b ON b.id = d.high_id
      WHERE d.status = 'dismissed' AND a.patient_id <> b.patient_id`,
  );
  const apart = new Set(decided.map(({ a, b }) => [a, b].sort().join()));
  return pairs.filter(({ lowId, highId }) => !apart.has(`${lowId},${highId}`));
}
