/**
 * `npm start`: runs the system until Ctrl-C. `--kafka` on an Apache Kafka broker, `--demo` with
 * sample data, `--verbose` every log line.
 */
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stopWithNpm } from "@pms/kit/process/npm-shell";
import { readCommandLine } from "./command-line.ts";
import { fillWithDemoData } from "./demo/fill.ts";
import { PortTakenError } from "./ports.ts";
import { type LocalSystem, startSystem } from "./start-system.ts";

for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
const say = (line: string): void => console.log(line);

const usage = `npm start [-- --kafka] [--verbose], npm run demo [-- --verbose]
--kafka     on an Apache Kafka broker: the one that KAFKA_BROKERS names, or one of its own
--verbose   prints every log line
PORT, PMS_DATA_DIR, PMS_ADMIN_EMAIL and PMS_ADMIN_PASSWORD set the port, the data folder and the first administrator.`;

const { values: flags } = readCommandLine(usage, {
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
    const isTheirs = system.admin.password === process.env.PMS_ADMIN_PASSWORD;
    say(`    password  ${isTheirs ? "as set in PMS_ADMIN_PASSWORD" : system.admin.password}`);
  }
  say("  API to try: /docs   Stop: Ctrl-C");
  say("");
}

const dataDirectory = resolve(process.env.PMS_DATA_DIR || (flags.demo ? "data-demo" : "data"));
/**
 * A start that is told to stop ends within moments, unless what it waits for never answers, such as
 * a dead network drive.
 */
const startEndsWithinMs = 30_000;
const told = new AbortController();
let starting: Promise<LocalSystem> | undefined;
/** Also in the middle of the start: PostgreSQL would otherwise go on alone. */
async function stop(): Promise<void> {
  if (told.signal.aborted) return;
  told.abort();
  say("Stopping …");
  const ended = starting?.catch(() => undefined);
  const system = await Promise.race([ended, sleep(startEndsWithinMs, "late" as const)]);
  if (system === "late") {
    say("The start does not end; leaving it.");
    process.exit(1);
  }
  await system?.stop();
  process.exit(0);
}
// SIGHUP: the terminal was closed.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop());
stopWithNpm(() => void stop());

function gatewayPort(): number {
  const port = Number(process.env.PORT || 8080);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`PORT is ${process.env.PORT}: it must be a whole number up to 65535`);
}

async function run(): Promise<void> {
  say(`Starting; data are kept in ${dataDirectory}`);
  starting = startSystem({
    dataDirectory,
    port: gatewayPort(),
    kafka: flags.kafka,
    verbose: flags.verbose,
    say,
    signal: told.signal,
  });
  const system = await starting;
  announce(system);
  if (flags.demo) await fillWithDemoData(system, dataDirectory, say);
  // Only now: the sample data are made as the administrator, also when they are interrupted and
  // gone on with.
  await system.forgetAdmin();
}

await run().catch(async (error: unknown) => {
  // What fails because we stop is not worth a word; stop() ends the process.
  if (told.signal.aborted) return;
  console.error(
    error instanceof PortTakenError
      ? error.message
      : `Could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  const system = await starting?.catch(() => undefined);
  await system?.stop();
  process.exit(1);
});
