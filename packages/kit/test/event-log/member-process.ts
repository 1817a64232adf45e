/**
 * A member of a consumer group in a process of its own, to be killed: prints the id of every event
 * that it handled.
 */
import { writeSync } from "node:fs";
import { openEventLog } from "../../src/event-log/open-event-log.ts";

const { config, group, topic } = JSON.parse(process.argv[2] ?? "{}");
const log = await openEventLog(config);
await log.subscribe({
  group,
  topics: [topic],
  async handle(batch) {
    // Synchronous: what is not written is not committed either.
    writeSync(1, batch.map(({ id }) => `${id}\n`).join(""));
    return [];
  },
});
