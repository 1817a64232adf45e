/** What persons decide of pairs; each decision is told. */
import { randomUUIDv7 } from "node:crypto";
import { type Fragment, type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Transaction } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import { bothInScope, type PairRow } from "./pairs.ts";
import { gone, type TellablePair, tellPairs, told } from "./tell-pairs.ts";

type Tx = Transaction<DB>;

export function lockPair(tx: Queryable, actor: Actor, id: string): Promise<PairRow | undefined> {
  return runForOne(
    tx,
    statement("lock-duplicate-pair")`SELECT d.* FROM duplicate_pairs d WHERE d.id = ${id} AND ${bothInScope(actor)}
      FOR UPDATE OF d`,
  );
}

async function decide(tx: Tx, name: string, change: Fragment): Promise<PairRow | undefined> {
  const row = await runForOne<PairRow>(
    tx,
    statement(name)`UPDATE duplicate_pairs d SET version = d.version + 1, ${change} RETURNING d.*`,
  );
  if (row) await tellPairs(tx, [row]);
  return row;
}

type Decision = { id: string; at: Date; by: string; reason: string; note: string | undefined };
const undecided = sql`status = 'open', decided_at = NULL, decided_by = NULL, reason = NULL, note = NULL`;

export function dismissPair(tx: Tx, { id, at, by, reason, note }: Decision): Promise<PairRow | undefined> {
  const decision = sql`status = 'dismissed', decided_at = ${at}, decided_by = ${by}, reason = ${reason},
    note = ${note ?? null}, assigned_to = NULL WHERE d.id = ${id}`;
  return decide(tx, "dismiss-duplicate-pair", decision);
}

export function reopenPair(tx: Tx, id: string): Promise<PairRow | undefined> {
  return decide(tx, "reopen-duplicate-pair", sql`${undecided} WHERE d.id = ${id}`);
}

export async function assignPair(tx: Queryable, id: string, userId: string | null): Promise<PairRow | undefined> {
  return runForOne(
    tx,
    statement(
      "assign-duplicate-pair",
    )`UPDATE duplicate_pairs SET assigned_to = ${userId}::uuid WHERE id = ${id} RETURNING *`,
  );
}

type Apart = { patientId: string; others: readonly string[]; at: Date; by: string; reason: string };

/** Somebody who is registered, and others of whom it was said then that they are other persons. */
export async function dismissPairs(tx: Tx, { patientId, others, at, by, reason }: Apart): Promise<void> {
  const pairs = others.map((other) => (patientId < other ? [patientId, other] : [other, patientId]));
  const rows = await run<TellablePair>(
    tx,
    statement("dismiss-look-alikes")`INSERT INTO duplicate_pairs AS d
        (id, low_id, high_id, probability, grade, fields, status, detected_at, decided_at, decided_by, reason)
      SELECT g.id, g.low, g.high, 1, 'certain', '[]', 'dismissed', ${at}::timestamptz, ${at}::timestamptz, ${by}, ${reason}
      FROM unnest(${pairs.map(() => randomUUIDv7())}::uuid[], ${pairs.map(([low]) => low)}::uuid[],
        ${pairs.map(([, high]) => high)}::uuid[]) g(id, low, high) ORDER BY g.low, g.high
      ON CONFLICT (low_id, high_id) DO UPDATE SET status = 'dismissed', decided_at = excluded.decided_at,
        decided_by = excluded.decided_by, reason = excluded.reason, assigned_to = NULL, version = d.version + 1
      WHERE d.status = 'open' RETURNING ${told}`,
  );
  await tellPairs(tx, rows);
}

type PairOf = { low: string; high: string };

/** Only where nobody has said that they are two persons. */
export async function markPairMerged(tx: Tx, { low, high, at, by }: PairOf & { at: Date; by: string }): Promise<void> {
  const decision = sql`status = 'merged', decided_at = ${at}, decided_by = ${by}, assigned_to = NULL
    WHERE d.low_id = ${low} AND d.high_id = ${high} AND d.status = 'open'`;
  await decide(tx, "mark-pair-merged", decision);
}

export async function reopenMergedPair(tx: Tx, { low, high }: PairOf): Promise<void> {
  const back = sql`${undecided} WHERE d.low_id = ${low} AND d.high_id = ${high} AND d.status = 'merged'`;
  await decide(tx, "reopen-merged-pair", back);
}

/** A record that was merged is nobody's duplicate any more: who is like it is like its survivor. */
export async function dropOpenPairs(tx: Tx, patientId: string): Promise<void> {
  const rows = await run<TellablePair>(
    tx,
    statement("drop-pairs-of-merged")`DELETE FROM duplicate_pairs d
      WHERE d.status = 'open' AND (d.low_id = ${patientId} OR d.high_id = ${patientId}) RETURNING ${gone}`,
  );
  await tellPairs(tx, rows);
}
