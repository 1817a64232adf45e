import { run, statement } from "@pms/kit/db/statement";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Slot } from "../../facts/slot.ts";
import type { DB } from "../../store/gen/tables.ts";

export type GenerationState = "building" | "current" | "retired";
export type Generation = {
  number: number;
  slot: Slot;
  group: string;
  state: GenerationState;
  startedAt: Date;
  retiredAt: Date | null;
  lastEventAt: Date | null;
  /** `topic/partition` → the offset after the last event that is in. */
  positions: Readonly<Record<string, bigint>>;
  /**
   * When the ends of the log were noted from which it goes on; null where it began with the log.
   */
  notedAt: Date | null;
  /** By the service's name, the cursor of the last page of its snapshot that is in. */
  filledTo: Readonly<Record<string, string>>;
  /** When the snapshots were in; null before, and where it began with the log. */
  filledAt: Date | null;
};

const thisMoment = sql<Date>`clock_timestamp()`;

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
    positions: readPositions(row.positions),
    notedAt: row.noted_at,
    filledTo: readFilledTo(row.filled_to),
    filledAt: row.filled_at,
  }));
}

function readPositions(json: unknown): Record<string, bigint> {
  return Object.fromEntries(Object.entries(json ?? {}).map(([name, offset]) => [name, BigInt(offset)]));
}

function readFilledTo(json: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(json ?? {}).map(([name, cursor]) => [name, String(cursor)]));
}

/**
 * What comes in with a batch of events: offsets after the last of them by `topic/partition`, or
 * pages of a snapshot.
 */
export type Progress = { positions?: Readonly<Record<string, bigint>>; filledTo?: Readonly<Record<string, string>> };

/**
 * Locks the generation, so that batches of several instances follow each other, and notes how far
 * it is with this one. False when it has been retired.
 */
export async function lockForEvents(
  tx: Transaction<DB>,
  generation: Generation,
  newestAt: string,
  { positions = {}, filledTo = {} }: Progress,
): Promise<boolean> {
  const rows = await run<{ number: number }>(
    tx,
    statement("lock-generation")`
    UPDATE generations SET last_event_at = greatest(last_event_at, ${newestAt || null}::timestamptz),
      positions = positions || (
        SELECT coalesce(jsonb_object_agg(n.key, greatest(n.value::bigint, (positions ->> n.key)::bigint)), '{}')
        FROM jsonb_each_text(${jsonOf(positions)}::jsonb) n),
      filled_to = filled_to || ${jsonOf(filledTo)}::jsonb
    WHERE number = ${generation.number} AND state <> 'retired' RETURNING number`,
  );
  return rows.length === 1;
}

function jsonOf(values: Readonly<Record<string, bigint | string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])));
}

/** Notes once where the generation goes on when it is filled; what was noted before stands. */
export async function notePositions(
  tx: Transaction<DB>,
  number: number,
  positions: Readonly<Record<string, bigint>>,
): Promise<void> {
  await tx
    .updateTable("generations")
    .set({ positions: jsonOf(positions), noted_at: thisMoment })
    .where("number", "=", number)
    .where("noted_at", "is", null)
    .execute();
}

/** Every snapshot is in: the generation can follow the log now. */
export async function markFilled(tx: Transaction<DB>, number: number): Promise<void> {
  await tx
    .updateTable("generations")
    .set({ filled_at: thisMoment })
    .where("number", "=", number)
    .where("state", "=", "building")
    .where("noted_at", "is not", null)
    .execute();
}

/** Gives up a generation that is being built. */
export async function discardBuilding(tx: Transaction<DB>, number: number): Promise<void> {
  await tx.deleteFrom("generations").where("number", "=", number).where("state", "=", "building").execute();
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
  const retired = { state: "retired", retired_at: thisMoment };
  await tx.updateTable("generations").set(retired).where("state", "=", "current").execute();
  const current = { state: "current", current_since: thisMoment };
  await tx.updateTable("generations").set(current).where("number", "=", number).execute();
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
  const groups = tx.selectFrom("generations").select("consumer_group").where("state", "=", "retired");
  await tx.deleteFrom("inbox").where("consumer_group", "in", groups).execute();
  await tx.deleteFrom("generations").where("state", "=", "retired").execute();
}
