/**
 * A real Apache Kafka broker on this machine, without containers: KRaft mode, one process that is
 * broker and controller.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, open, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort } from "./free-ports.ts";
import { getKafkaJars } from "./kafka-jars.ts";
import { type KafkaUsers, serverProperties } from "./kafka-properties.ts";
import { hasJava } from "./maven-jars.ts";

const run = promisify(execFile);

export interface RunningKafka {
  /** `host:port`, several separated by commas: what `KAFKA_BROKERS` holds. */
  brokers: string;
  /** The broker's process; undefined when `KAFKA_BROKERS` names one that is not ours. */
  pid: number | undefined;
  /** What it listens on; 0 of one that is not ours. */
  port: number;
  /**
   * Resolves when the broker's process has gone, for whatever reason; never for one that is not
   * ours.
   */
  exited: Promise<void>;
  /** Shuts the broker down in order. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts a broker on loopback, or answers the one that `KAFKA_BROKERS` names; resolves when it
 * takes connections. Clients create the topics. Needs Java 17 or newer.
 */
export async function startKafka(options: {
  dataDirectory: string;
  port?: number;
  /**
   * Who may connect, by name with the password, and the one of them who may do everything;
   * everybody may when absent.
   */
  users?: KafkaUsers;
}): Promise<RunningKafka> {
  if (process.env.KAFKA_BROKERS) {
    return {
      brokers: process.env.KAFKA_BROKERS,
      pid: undefined,
      port: 0,
      exited: new Promise(() => {}),
      stop: async () => {},
      kill: async () => {},
    };
  }
  if (!(await hasJava())) {
    throw new Error("Apache Kafka needs Java 17 or newer: install it, or name a running broker in KAFKA_BROKERS");
  }
  const jars = await getKafkaJars();
  const directory = resolve(options.dataDirectory);
  await mkdir(directory, { recursive: true });
  await stopLeftBehind(directory);
  const port = options.port ?? (await findFreePort());
  const properties = join(directory, "server.properties");
  const settings = serverProperties(directory, port, await findFreePort(), options.users);
  await writeFile(properties, settings, { mode: 0o600 });
  await chmod(properties, 0o600);
  await format(jars, directory, properties);

  const child = await spawnBroker(jars, directory, properties);
  await writeFile(pidFile(directory), String(child.pid));
  const exited = once(child, "exit");
  await waitUntilListening(port, child, directory);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
  };
  return {
    brokers: `127.0.0.1:${port}`,
    pid: child.pid,
    port,
    exited: exited.then(() => {}),
    async stop() {
      // With nobody to hand over to, a shutdown that hangs loses nothing by being cut short.
      const cut = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await end("SIGTERM");
      clearTimeout(cut);
    },
    kill: () => end("SIGKILL"),
  };
}

async function format(jars: string, directory: string, properties: string): Promise<void> {
  if (existsSync(join(directory, "logs", "meta.properties"))) return;
  // 22 characters of URL-safe base64 are Kafka's notation of a UUID; it may not begin with a dash.
  const clusterId = `A${randomBytes(16).toString("base64url").slice(1)}`;
  const args = ["-cp", join(jars, "*"), "kafka.tools.StorageTool", "format", "-t", clusterId, "-c", properties];
  await run("java", ["-Xmx128m", "-XX:TieredStopAtLevel=1", ...args]);
}

async function spawnBroker(jars: string, directory: string, properties: string): Promise<ChildProcess> {
  const log = await open(join(directory, "kafka.log"), "a", 0o600);
  const jvm = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true", "-Dlog4j2.level=WARN"];
  const child = spawn("java", [...jvm, "-cp", join(jars, "*"), "kafka.Kafka", properties], {
    stdio: ["ignore", log.fd, log.fd],
    // A process group of its own: Ctrl-C in a terminal reaches us alone, and the broker outlasts
    // the services.
    detached: true,
  });
  await once(child, "spawn");
  await log.close();
  return child;
}

async function waitUntilListening(port: number, child: ChildProcess, directory: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`Apache Kafka did not start; ${join(directory, "kafka.log")} tells why`);
    }
    await sleep(100);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => answer(true)).once("error", () => answer(false));
    socket.once("connect", () => socket.destroy());
  });
}

const pidFile = (directory: string) => join(directory, "kafka.pid");

/**
 * A broker that outlived its parent holds the lock on the data: it is ended before another starts.
 */
async function stopLeftBehind(directory: string): Promise<void> {
  const pid = Number(await readFile(pidFile(directory), "utf8").catch(() => ""));
  // The number may belong to another program by now: only one that was started with this directory
  // is ended.
  const isOurs = async () =>
    pid > 0 &&
    (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).includes(join(directory, "server.properties"));
  if (!(await isOurs())) return;
  process.kill(pid, "SIGTERM");
  for (let waited = 0; await isOurs(); waited += 100) {
    if (waited === 15_000) process.kill(pid, "SIGKILL");
    await sleep(100);
  }
}
