import { setTimeout as sleep } from "node:timers/promises";
import { topics } from "@pms/contracts/events/events";
import type { EventLog } from "@pms/kit/event-log/event-log";
import type { Kysely } from "kysely";
import type { Slot } from "../facts/slot.ts";
import type { DB } from "../store/gen/tables.ts";
import { listGenerations } from "./store/generations.ts";

export const consumedTopics = [topics.patient, topics.billing] as const;
const cachedMs = 1_000;
/**
 * Nobody waits longer for a log that does not answer: the figures are here, only their age is in
 * question.
 */
const lagTimeoutMs = 1_000;

export type Freshness = {
  /**
   * How old the oldest event is, at most, that is not in the figures; 0 when all are known to be.
   */
  lagSeconds: number;
  /** All that had happened until then is in the figures. */
  asOf: Date;
};
export type ReadState = Freshness & { slot: Slot };

export async function totalLag(log: EventLog, group: string): Promise<number> {
  const partitions = await log.lag(group, consumedTopics);
  return partitions.reduce((sum, { lag }) => sum + Number(lag), 0);
}

/** Undefined when the log does not say. */
async function findLag(log: EventLog, group: string): Promise<number | undefined> {
  const lag = totalLag(log, group).catch(() => undefined);
  return Promise.race([lag, sleep(lagTimeoutMs, undefined, { ref: false })]);
}

/**
 * Answers which slot to read and how fresh it is; asks the log at most once in a second. Where the
 * log does not answer, all that came since may be missing, so that the figures grow older.
 */
export function createReadState(db: Kysely<DB>, log: EventLog, now: () => Date): () => Promise<ReadState> {
  let known: { group: string; lag: number | undefined; atMs: number } | undefined;
  let caughtUpAtMs = 0;

  return async () => {
    const current = (await listGenerations(db)).find(({ state }) => state === "current");
    if (!current) throw new Error("There is no current generation");
    if (known?.group !== current.group || now().getTime() - known.atMs > cachedMs) {
      const atMs = now().getTime();
      const lag = await findLag(log, current.group);
      known = { group: current.group, lag, atMs: lag === undefined ? now().getTime() : atMs };
      if (known.lag === 0) caughtUpAtMs = atMs;
    }
    if (known.lag === 0) return { slot: current.slot, lagSeconds: 0, asOf: now() };
    // What is waiting, or may be, happened after the newest event that is in, and after we last saw
    // that nothing was waiting.
    const asOfMs = Math.max(current.lastEventAt?.getTime() ?? 0, caughtUpAtMs) || current.startedAt.getTime();
    const asOf = new Date(Math.min(asOfMs, now().getTime()));
    return { slot: current.slot, lagSeconds: Math.round((now().getTime() - asOf.getTime()) / 100) / 10, asOf };
  };
}
