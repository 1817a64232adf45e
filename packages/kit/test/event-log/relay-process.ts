/**
 * A relay in a process of its own that is killed when the log has the events and before the outbox
 * knows it.
 */
import { openDatabase } from "../../src/db/database.ts";
import { openEventLog } from "../../src/event-log/open-event-log.ts";
import { startRelay } from "../../src/events/relay.ts";

const { config, url } = JSON.parse(process.argv[2] ?? "{}");
const log = await openEventLog(config);
const database = openDatabase({ url, maxConnections: 2, applicationName: "relay" });
startRelay({
  database,
  source: "/killed",
  log: {
    ...log,
    async publish(events) {
      await log.publish(events);
      process.kill(process.pid, "SIGKILL");
    },
  },
});
