import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { findBinaries, type PostgresBinaries } from "./binaries.ts";
import { type DataDirectory, prepareDataDirectory, release } from "./data-directory.ts";
import { findFreePort } from "./free-ports.ts";
import { spawnAs } from "./run-as.ts";
import { readPostmasterFile, signalProcess, stopLeftover, stopServer } from "./stop-server.ts";

export interface PostgresOptions {
  /**
   * Made when missing. It keeps the cluster and the superuser's password between starts; blanks in
   * it are fine.
   */
  dataDirectory: string;
  /** On 127.0.0.1; a free one by default. A given port that is taken is an error. */
  port?: number;
  /**
   * Gets the server's log line by line. No statement, parameter or row value is among them (PRV-1).
   */
  log?: (line: string) => void;
  /** PostgreSQL settings over ours. */
  settings?: Record<string, string>;
  /** false: a crash may lose data. Only for tests. */
  durable?: boolean;
}

export interface PostgresServer {
  /** Of the superuser, database `postgres`, with the password in it. */
  url: string;
  port: number;
  pid: number;
  /**
   * Resolves when the server process has gone, for whatever reason; the directory may then be
   * started on again.
   */
  exited: Promise<void>;
  /** Fast shutdown, escalating; resolves when the process has gone. */
  stop(): Promise<void>;
  /** SIGKILL, for tests of faults. */
  kill(): void;
}

const START_TIMEOUT_MS = 60_000;

/**
 * Starts the PostgreSQL that npm installed and resolves when it answers. A server left behind by a
 * launcher that was killed is stopped first; one whose launcher lives is an error. PostgreSQL can't
 * be made to die with a parent that is killed with -9, which is why the next start has to clean up.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const log = options.log ?? (() => {});
  const binaries = findBinaries();
  const directory = await prepareDataDirectory(binaries, options.dataDirectory, options.durable ?? true);
  try {
    await stopLeftover(binaries, directory.cluster, log);
    return await startWithRetries(binaries, directory, options, log);
  } catch (error) {
    release(directory.root);
    throw error;
  }
}

/**
 * A killed server's children hold its shared memory for a moment, and a free port may be taken
 * meanwhile: try again.
 */
async function startWithRetries(
  binaries: PostgresBinaries,
  directory: DataDirectory,
  options: PostgresOptions,
  log: (line: string) => void,
): Promise<PostgresServer> {
  const until = performance.now() + START_TIMEOUT_MS;
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await findFreePort());
    const outcome = await attemptStart(binaries, directory, port, options, log, until);
    if ("server" in outcome) return outcome.server;
    const portTaken = /could not bind|could not create any TCP/.test(outcome.output);
    if (portTaken && options.port !== undefined)
      throw new Error(`Port ${port} is taken: PostgreSQL can't start on it.`);
    const passing = portTaken || /still in use|lock file|shared memory/.test(outcome.output);
    if (!passing || performance.now() > until) {
      const { cluster } = directory;
      throw new Error(
        `PostgreSQL did not start on ${cluster}, data of version ${versionOf(cluster)}: ${outcome.output}`,
      );
    }
    await delay(Math.min(100 * attempt, 1000));
  }
}

/**
 * The major version that made the cluster; the server's own message would have it in the part that
 * is not logged.
 */
function versionOf(cluster: string): string {
  try {
    return readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  } catch {
    return "unknown";
  }
}

async function attemptStart(
  binaries: PostgresBinaries,
  directory: DataDirectory,
  port: number,
  options: PostgresOptions,
  log: (line: string) => void,
  until: number,
): Promise<{ server: PostgresServer } | { output: string }> {
  const args = ["-D", directory.cluster, ...serverArguments(port, options)];
  const child = spawnAs(directory.runAs, binaries.postgres, args, ["ignore", "ignore", "pipe"]);
  const lines: string[] = [];
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", (error) => {
      lines.push(error.message);
      resolve();
    });
  });
  if (child.stderr) {
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (lines.length < 20) lines.push(line);
      log(line);
    });
  }
  if (!(await becomesReady(child, directory.cluster, until))) {
    if (child.pid !== undefined) await stopServer(binaries, directory.cluster, child.pid);
    await exited;
    return { output: lines.join(" | ") };
  }
  const pid = child.pid ?? 0;
  const gone = exited.then(() => release(directory.root));
  const url = `postgres://postgres:${encodeURIComponent(directory.password)}@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    await stopServer(binaries, directory.cluster, pid);
    await gone;
  };
  await checkAnswers(url).catch(async (error) => {
    await stop();
    throw error;
  });
  return { server: { url, port, pid, exited: gone, stop, kill: () => signalProcess(pid, "SIGKILL") } };
}

async function becomesReady(child: ChildProcess, cluster: string, until: number): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null && child.pid !== undefined && performance.now() < until) {
    const file = readPostmasterFile(cluster);
    if (file?.pid === child.pid && file.ready) return true;
    await delay(20);
  }
  return false;
}

async function checkAnswers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
  } finally {
    await client.end();
  }
}

/** Small by default: one machine runs this beside five services. */
function serverArguments(port: number, options: PostgresOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "120",
    shared_buffers: "128MB",
    io_method: "sync",
    jit: "off",
    // Before the second that a lock is waited for: who is in a deadlock is tried again, who waits
    // in vain is not.
    deadlock_timeout: "200ms",
    wal_compression: "on",
    // A first import fills empty tables, and until they are analysed the planner sorts them whole
    // for each page of a list.
    autovacuum_naptime: "10s",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // PRV-1: an ERROR and its DETAIL carry row values. The client gets them; the log gets LOG,
    // FATAL and PANIC, tersely.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    ...((options.durable ?? true) ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
