/** `npm start`: runs the system until Ctrl-C. `--kafka` on an Apache Kafka broker, `--demo` with sample data, `--verbose` every log line. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { fillWithDemoData } from "./demo/fill.ts";
import { PortTakenError } from "./ports.ts";
import { type LocalSystem, startSystem } from "./start-system.ts";

process.stdout.on("error", () => {});
const say = (line: string): void => console.log(line);

const { values: flags } = parseArgs({
  options: {
    kafka: { type: "boolean", default: false },
    demo: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});
const startedAtMs = Date.now();

function announce(system: LocalSystem): void {
  say("");
  say(`  Patient Management System is ready at ${system.url}  (${((Date.now() - startedAtMs) / 1000).toFixed(1)} s)`);
  if (system.admin) {
    say("  Sign in as the administrator; this is shown only once:");
    say(`    e-mail    ${system.admin.email}`);
    say(`    password  ${process.env.PMS_ADMIN_PASSWORD ? "as set in PMS_ADMIN_PASSWORD" : system.admin.password}`);
  }
  say("  API to try: /docs   Stop: Ctrl-C");
  say("");
}

const dataDirectory = resolve(process.env.PMS_DATA_DIR || (flags.demo ? "data-demo" : "data"));
let system: LocalSystem | undefined;
let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  say("Stopping …");
  await system?.stop();
  process.exit(0);
}
process.on("SIGINT", () => void stop());
process.on("SIGTERM", () => void stop());

try {
  say(`Starting; data are kept in ${dataDirectory}`);
  system = await startSystem({
    dataDirectory,
    port: Number(process.env.PORT || 8080),
    kafka: flags.kafka,
    verbose: flags.verbose,
    say,
  });
  if (stopping) await system.stop();
  announce(system);
  if (flags.demo) await fillWithDemoData(system, dataDirectory, say);
} catch (error) {
  console.error(
    error instanceof PortTakenError
      ? error.message
      : `Could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  await system?.stop();
  process.exit(1);
}
