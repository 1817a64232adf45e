import { sql, type Transaction } from "kysely";
import type { ReceivedEvent } from "../event-log/event-log.ts";

/**
 * Records the events as processed by the group; answers those that were not yet, each once, in
 * their order.
 */
export async function takeNewEvents<Schema>(
  tx: Transaction<Schema>,
  group: string,
  events: readonly ReceivedEvent[],
): Promise<ReceivedEvent[]> {
  const { rows } = await sql<{ event_id: string }>`
    INSERT INTO inbox (consumer_group, event_id)
    SELECT ${group}, id FROM unnest(${[...new Set(events.map((event) => event.id))]}::uuid[]) id
    ORDER BY id
    ON CONFLICT DO NOTHING RETURNING event_id`.execute(tx);
  const fresh = new Set(rows.map((row) => row.event_id));
  return events.filter((event) => fresh.delete(event.id));
}
