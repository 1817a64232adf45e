/**
 * What every `main.ts` does: read the configuration, start, say where it listens, and stop cleanly
 * when told (REL-7).
 */
import type { Static, TObject, TProperties } from "typebox";
import { createLogger, type Logger, safeError } from "../observe/log.ts";
import { sendSpansTo } from "../observe/trace.ts";
import { ConfigError, loadConfig, logLevels } from "./config.ts";
import { stopWithNpm } from "./npm-shell.ts";

/** What a started service gives back; ports are those really listened on. */
export type RunningService = { ports: Readonly<Record<string, number>>; stop(): Promise<void> };

const stopTimeoutMs = 15_000;

/**
 * Never returns while the service runs. Exit codes: 0 stopped, 1 could not start, 75 somebody else
 * listens on its port, 78 configuration (sysexits).
 */
export async function runService<Properties extends TProperties>(
  name: string,
  schema: TObject<Properties>,
  start: (config: Static<TObject<Properties>>, logger: Logger) => Promise<RunningService>,
): Promise<void> {
  requireNode24();
  // A reader of our output that went away must not take the service with it.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  // One that does not exist is named below, with everything else that is wrong.
  const logger = createLogger(name, logLevels.find((level) => level === process.env.LOG_LEVEL) ?? "info");
  process.on("uncaughtException", (error) => {
    logger.error({ err: error }, "nobody caught this");
    exit(logger, 1);
  });
  const orphaned = () => exit(logger, 1);
  if (process.send) process.on("disconnect", orphaned);
  // The supervisor was killed while our modules were loaded: nobody would stop us.
  if (process.connected === false) return orphaned();
  try {
    const config = loadConfig(schema, process.env);
    const stopTracing = await startTracing(name, process.env.OTEL_EXPORTER_OTLP_ENDPOINT, logger);
    const service = await start(config, logger);
    process.off("disconnect", orphaned);
    stopOnSignal({ ...service, stop: () => service.stop().finally(stopTracing) }, logger);
    logger.info({ event: "ready", ...service.ports }, "ready");
    process.send?.({ ready: true, ports: service.ports });
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${name}: ${error.message}\n`);
      process.exit(78);
    }
    if (isPortTaken(error)) {
      process.stderr.write(`${name}: could not start: ${error.message}\n`);
      return exit(logger, 75);
    }
    logger.error({ err: error }, "could not start");
    process.stderr.write(`${name}: could not start: ${JSON.stringify(safeError(error))}\n`);
    exit(logger, 1);
  }
}

/** gRPC says it in words alone. */
function isPortTaken(error: unknown): error is Error {
  return error instanceof Error && error.message.includes("EADDRINUSE");
}

async function startTracing(
  service: string,
  endpoint: string | undefined,
  logger: Logger,
): Promise<() => Promise<void>> {
  if (!endpoint) return async () => {};
  const { exportSpans } = await import("../observe/export-spans.ts");
  const spans = exportSpans({ endpoint, service, logger });
  sendSpansTo(spans.record);
  return spans.stop;
}

/**
 * Opens a service's parts one after the other, each with `opened.adopt(part, close)`. They are
 * closed last first: when the service stops, and when its start fails.
 */
export async function startInOrder(
  open: (opened: AsyncDisposableStack) => Promise<RunningService["ports"]>,
): Promise<RunningService> {
  const opened = new AsyncDisposableStack();
  try {
    return { ports: await open(opened), stop: () => opened.disposeAsync() };
  } catch (error) {
    // Why the start failed matters more than what went wrong in its wake.
    await opened.disposeAsync().catch(() => {});
    throw error;
  }
}

function stopOnSignal(service: RunningService, logger: Logger): void {
  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal: reason }, "stopping");
    setTimeout(() => exit(logger, 1), stopTimeoutMs).unref();
    service.stop().then(
      () => exit(logger, 0),
      (error: unknown) => {
        logger.error({ err: error }, "stopping failed");
        exit(logger, 1);
      },
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  // The supervisor is gone, perhaps killed: do not outlive it.
  if (process.send) process.on("disconnect", () => stop("parent gone"));
  stopWithNpm(() => stop("npm gone"));
  process.on("unhandledRejection", (error) => logger.error({ err: error }, "unhandled rejection"));
}

/**
 * Ends when the log is written, or nobody reads it any more: lines that are left for the end of the
 * process are tried for ever where nobody reads, and the process would never end.
 */
function exit(logger: Logger, code: number): void {
  logger.flush(() => process.exit(code));
}

function requireNode24(): void {
  if (Number(process.versions.node.split(".")[0]) >= 24) return;
  process.stderr.write(
    `Node ${process.versions.node} runs this; 24 or newer is needed. Start with \`npm start\`, which brings its own.\n`,
  );
  process.exit(1);
}
