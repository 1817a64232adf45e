/** Pairs of records that may be one person's. */
import { randomUUIDv7 } from "node:crypto";
import type { DuplicatesQuery } from "@pms/contracts/patients/matching";
import { type Fragment, join, type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable, Transaction } from "kysely";
import type { Judgement } from "../../matching/judge.ts";
import { inScope } from "../../record/store/scope.ts";
import type { DB, DuplicatePairs } from "../../store/gen/tables.ts";
import { gone, type TellablePair, tellPairs, told } from "./tell-pairs.ts";

export type JudgedPair = { lowId: string; highId: string; judgement: Judgement };
export type PairRow = Selectable<DuplicatePairs>;

/**
 * Keeps what was found of these patients: new pairs, and open ones as they are judged now. What a
 * person has decided stays; open pairs that are hardly the same any more go.
 * @returns how many are new
 */
export async function storePairs(
  tx: Transaction<DB>,
  ids: readonly string[],
  pairs: readonly JudgedPair[],
  { at, keepOthers }: { at: Date; keepOthers: boolean },
): Promise<number> {
  const rows = pairs
    .map(({ lowId, highId, judgement }) => ({ id: randomUUIDv7(), low: lowId, high: highId, ...judgement }))
    .sort((a, b) => (a.low + a.high < b.low + b.high ? -1 : 1));
  if (!keepOthers) await dropOthers(tx, ids, rows);
  if (rows.length === 0) return 0;
  const stored = await run<TellablePair & { is_new: boolean }>(
    tx,
    statement("store-duplicate-pairs")`INSERT INTO duplicate_pairs AS d
        (id, low_id, high_id, probability, grade, fields, detected_at, told)
      SELECT g.id, g.low, g.high, g.probability, g.grade, g.fields, ${at}, g.grade <> 'possible'
      FROM json_to_recordset(${JSON.stringify(rows)}::json)
        g(id uuid, low uuid, high uuid, probability double precision, grade text, fields jsonb)
      ON CONFLICT (low_id, high_id) DO UPDATE SET probability = excluded.probability, grade = excluded.grade,
        fields = excluded.fields, version = d.version + 1, told = d.told OR excluded.told
      WHERE d.status = 'open' AND d.probability <> excluded.probability
      RETURNING d.detected_at = ${at} AS is_new, ${told}`,
  );
  await tellPairs(tx, stored);
  return stored.filter(({ is_new: isNew }) => isNew).length;
}

async function dropOthers(tx: Transaction<DB>, ids: readonly string[], kept: readonly { low: string; high: string }[]) {
  const dropped = await run<TellablePair>(
    tx,
    statement("drop-unlike-pairs")`DELETE FROM duplicate_pairs d
      WHERE d.status = 'open' AND (d.low_id = ANY (${ids}::uuid[]) OR d.high_id = ANY (${ids}::uuid[]))
        AND NOT EXISTS (
          SELECT FROM unnest(${kept.map(({ low }) => low)}::uuid[], ${kept.map(({ high }) => high)}::uuid[]) k(low, high)
          WHERE k.low = d.low_id AND k.high = d.high_id)
      RETURNING ${gone}`,
  );
  await tellPairs(tx, dropped);
}

/** Only pairs of which the caller may see both records. */
export const bothInScope = (actor: Actor) => {
  const seen = (id: Fragment) => sql`EXISTS (SELECT FROM patients p WHERE p.id = ${id} AND ${inScope(actor)})`;
  return sql`${seen(sql`d.low_id`)} AND ${seen(sql`d.high_id`)}`;
};

const orders = {
  "-probability": { order: sql`d.probability DESC, d.id`, key: "probability" },
  detectedAt: { order: sql`d.detected_at, d.id`, key: "detected_at" },
  "-detectedAt": { order: sql`d.detected_at DESC, d.id DESC`, key: "detected_at" },
} as const;
export type PairOrder = keyof typeof orders;
type Position = readonly (string | number | null)[];

/** What a row is ordered by, with its id. */
export const positionOf = (row: PairRow, sort: PairOrder): [string | number, string] => {
  const { probability, detected_at: detectedAt, id } = row;
  return [sort === "-probability" ? probability : detectedAt.toISOString(), id];
};

function behind(sort: PairOrder, [key, id]: Position): Fragment {
  switch (sort) {
    case "-probability":
      return sql`(-d.probability, d.id) > (-${key}::double precision, ${id}::uuid)`;
    case "detectedAt":
      return sql`(date_trunc('milliseconds', d.detected_at), d.id) > (${key}::timestamptz, ${id}::uuid)`;
    case "-detectedAt":
      return sql`(date_trunc('milliseconds', d.detected_at), d.id) < (${key}::timestamptz, ${id}::uuid)`;
  }
}

type Asked = {
  grade: DuplicatesQuery["grade"] | undefined;
  assignedTo: string | undefined;
  patientId: string | undefined;
  status: "open" | "dismissed" | "merged";
  sort: PairOrder;
  limit: number;
  after: Position | undefined;
};

const conditionsOf = (
  actor: Actor,
  { status, grade, assignedTo, patientId }: Omit<Asked, "sort" | "limit" | "after">,
) => [
  sql`d.status = ${status}`,
  ...(grade ? [sql`d.grade = ${grade}`] : []),
  ...(assignedTo === "none" ? [sql`d.assigned_to IS NULL`] : []),
  ...(assignedTo && assignedTo !== "none" ? [sql`d.assigned_to = ${assignedTo}::uuid`] : []),
  ...(patientId ? [sql`(d.low_id = ${patientId}::uuid OR d.high_id = ${patientId}::uuid)`] : []),
  bothInScope(actor),
];

export function listPairs(on: Queryable, actor: Actor, asked: Asked): Promise<PairRow[]> {
  const { sort, limit, after } = asked;
  const conditions = [...conditionsOf(actor, asked), ...(after ? [behind(sort, after)] : [])];
  return run(
    on,
    sql`SELECT d.* FROM duplicate_pairs d WHERE ${join(conditions, " AND ")}
      ORDER BY ${orders[sort].order} LIMIT ${limit + 1}`,
  );
}

export async function countPairs(
  on: Queryable,
  actor: Actor,
  asked: Omit<Asked, "sort" | "limit" | "after">,
): Promise<number> {
  const row = await runForOne<{ count: bigint }>(
    on,
    sql`SELECT count(*) AS count FROM duplicate_pairs d WHERE ${join(conditionsOf(actor, asked), " AND ")}`,
  );
  return Number(row?.count ?? 0);
}

/** More than these of one page are no one person's. */
const linksMax = 1_000;

/** Open pairs of these records that are more than possible. */
export function listLikelyPairs(
  on: Queryable,
  actor: Actor,
  patientIds: readonly string[],
): Promise<Pick<PairRow, "low_id" | "high_id">[]> {
  return run(
    on,
    sql`SELECT d.low_id, d.high_id FROM duplicate_pairs d
      WHERE d.status = 'open' AND d.grade IN ('certain', 'probable')
        AND (d.low_id = ANY (${patientIds}::uuid[]) OR d.high_id = ANY (${patientIds}::uuid[])) AND ${bothInScope(actor)}
      ORDER BY d.probability DESC LIMIT ${linksMax}`,
  );
}

/** Of those that other services are told of, the next in the order of their ids, whatever the scope. */
export function listToldPairs(on: Queryable, afterId: string, limit: number): Promise<PairRow[]> {
  return run(
    on,
    statement(
      "list-told-pairs",
    )`SELECT * FROM duplicate_pairs WHERE told AND id > ${afterId} ORDER BY id LIMIT ${limit}`,
  );
}
