import type { EventLog } from "@pms/kit/event-log/event-log";
import { consumedTopics } from "./freshness.ts";
import type { Generation } from "./store/generations.ts";

/** Where events are missing: neither in the generation nor to be had from the log any more. */
export type Gap = { topic: string; partition: number };

/**
 * Finds where the log does not go on at what is in the generation: the database is new or an older
 * one than the log believes, the log has lost its past, or it is another log.
 */
export async function findGap(
  log: Pick<EventLog, "positions">,
  { group, positions }: Pick<Generation, "group" | "positions">,
): Promise<Gap | undefined> {
  const partitions = await log.positions(group, consumedTopics);
  return partitions.find(({ topic, partition, begin, end, committed = begin }) => {
    const isIn = positions[positionName(topic, partition)] ?? 0n;
    return committed > isIn || isIn > end;
  });
}

export function positionName(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
