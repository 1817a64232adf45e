/** Pairs as events: ids, grade and status, of those that were ever more than possible. */
import { randomUUIDv7 } from "node:crypto";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import { sql } from "@pms/kit/db/statement";
import { enqueueEvents, type OutboxEvent } from "@pms/kit/events/outbox";
import type { Selectable, Transaction } from "kysely";
import type { DB, DuplicatePairs } from "../../store/gen/tables.ts";

export type TellablePair = Pick<
  Selectable<DuplicatePairs>,
  "id" | "low_id" | "high_id" | "grade" | "status" | "version" | "told"
>;

/** What a statement on pairs `d` returns of what it has written. */
export const told = sql`d.id, d.low_id, d.high_id, d.grade, d.status, d.version, d.told`;
/** The same where it has deleted them. */
export const gone = sql`d.id, d.low_id, d.high_id, d.grade, 'gone' AS status, d.version + 1 AS version, d.told`;

/** In the transaction of the change. */
export async function tellPairs(tx: Transaction<DB>, pairs: readonly TellablePair[]): Promise<void> {
  await enqueueEvents(tx, pairs.filter((pair) => pair.told).map(pairChanged));
}

export function pairChanged(pair: TellablePair): OutboxEvent {
  const payload = eventCodecs.DuplicatePairChanged.encode({
    pairId: pair.id,
    lowPatientId: pair.low_id,
    highPatientId: pair.high_id,
    grade: pair.grade,
    status: pair.status,
    version: BigInt(pair.version),
  });
  const type = "DuplicatePairChanged";
  return { id: randomUUIDv7(), topic: topics.patient, key: pair.id, type, payload: payload.finish(), traceparent: "" };
}
