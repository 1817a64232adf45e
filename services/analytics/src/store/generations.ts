import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "./gen/tables.ts";

/** Which half of the tables a generation lives in. Written into SQL as a literal, so that the planner sees one half only. */
export type Slot = 0 | 1;
export type GenerationState = "building" | "current" | "retired";
export type Generation = {
  number: number;
  slot: Slot;
  group: string;
  state: GenerationState;
  startedAt: Date;
  retiredAt: Date | null;
  lastEventAt: Date | null;
};

export async function listGenerations(db: Kysely<DB>): Promise<Generation[]> {
  const rows = await db.selectFrom("generations").selectAll().orderBy("number").execute();
  return rows.map((row) => ({
    number: row.number,
    slot: row.slot === 0 ? 0 : 1,
    group: row.consumer_group,
    state: row.state === "current" || row.state === "building" ? row.state : "retired",
    startedAt: row.started_at,
    retiredAt: row.retired_at,
    lastEventAt: row.last_event_at,
  }));
}

/**
 * Locks the generation for one batch of its events, so that batches of several instances follow each other. False when it
 * has been retired, and its events are no longer wanted.
 */
export async function lockForEvents(tx: Transaction<DB>, generation: Generation, newestAt: string): Promise<boolean> {
  const { rows } = await sql`
    UPDATE generations SET last_event_at = greatest(last_event_at, ${newestAt}::timestamptz)
    WHERE number = ${generation.number} AND state <> 'retired' RETURNING number`.execute(tx);
  return rows.length === 1;
}

/** Starts the next generation in the other slot; undefined when one is being built already. */
export async function insertGeneration(tx: Transaction<DB>): Promise<Generation | undefined> {
  await sql`LOCK TABLE generations IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const known = await listGenerations(tx);
  const current = known.find((generation) => generation.state === "current");
  if (!current || known.some((generation) => generation.state === "building")) return undefined;
  const number = current.number + 1;
  await removeRetired(tx);
  await sql`SELECT clear_slot(${number % 2})`.execute(tx);
  await tx
    .insertInto("generations")
    .values({ number, consumer_group: `analytics.${number}`, state: "building" })
    .execute();
  return (await listGenerations(tx)).find((generation) => generation.number === number);
}

/** Makes the generation the one that reports read. False when somebody else has done so. */
export async function makeCurrent(tx: Transaction<DB>, number: number): Promise<boolean> {
  await sql`LOCK TABLE generations IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const known = await listGenerations(tx);
  if (!known.some((generation) => generation.number === number && generation.state === "building")) return false;
  await sql`UPDATE generations SET state = 'retired', retired_at = clock_timestamp() WHERE state = 'current'`.execute(
    tx,
  );
  await sql`
    UPDATE generations SET state = 'current', current_since = clock_timestamp() WHERE number = ${number}`.execute(tx);
  return true;
}

/** Gives back the space of a retired generation, in a while when nobody reads it any more. */
export async function clearRetired(tx: Transaction<DB>, retired: Generation): Promise<void> {
  await sql`LOCK TABLE generations IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const known = await listGenerations(tx);
  if (!known.some(({ number, state }) => number === retired.number && state === "retired")) return;
  const slotInUse = known.some(({ slot, state }) => slot === retired.slot && state !== "retired");
  if (!slotInUse) await sql`SELECT clear_slot(${retired.slot})`.execute(tx);
  await removeRetired(tx);
}

async function removeRetired(tx: Transaction<DB>): Promise<void> {
  await sql`DELETE FROM inbox WHERE consumer_group IN
    (SELECT consumer_group FROM generations WHERE state = 'retired')`.execute(tx);
  await sql`DELETE FROM generations WHERE state = 'retired'`.execute(tx);
}
