/**
 * The whole system on one machine: infrastructure, then the five services, each in its own process.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWeb } from "./build-web.ts";
import { claimEventLog } from "./claim-event-log.ts";
import { openDataFolder } from "./data-folder.ts";
import {
  databaseUrl,
  eventLogEnvironment,
  eventLogFile,
  keysDatabaseFile,
  patientDatabaseFile,
  serviceEnvironments,
} from "./environments.ts";
import { forgetAdministrator, withFirstAdministrator } from "./first-administrator.ts";
import { createFullDiskTeller } from "./full-disk.ts";
import { type RunningInfrastructure, startInfrastructure } from "./infrastructure.ts";
import { openLogFile } from "./log-file.ts";
import { holdGatewayPort, launchOnFreePorts, type Ports, type ServiceName, serviceNames } from "./ports.ts";
import { createLogPrinter } from "./print-log.ts";
import { type Credentials, loadSecrets, type Secrets } from "./secrets.ts";
import { type Supervised, supervise } from "./supervise.ts";

export type LocalSystem = {
  url: string;
  /** Until `forgetAdmin` at the first start; the password is known to nobody here afterwards. */
  admin: Credentials | undefined;
  /** To be called when it has been shown. */
  forgetAdmin(): Promise<void>;
  ports: Readonly<Record<ServiceName, Ports>>;
  infrastructure: RunningInfrastructure;
  services: ReadonlyMap<ServiceName, Supervised>;
  /** Where every line that a service prints is kept. */
  logFile: string;
  stop(): Promise<void>;
};

export type LocalOptions = {
  dataDirectory: string;
  /** The gateway's port; 0 takes free ports throughout. */
  port: number;
  kafka?: boolean;
  verbose?: boolean;
  /** False only for tests that need no crash safety. */
  durable?: boolean;
  /** Tests that need no UI save its build. */
  web?: boolean;
  environment?: Readonly<Record<string, string>>;
  say: (line: string) => void;
  /** Ends the start, and whatever it has started. */
  signal?: AbortSignal;
};

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Resolves when every service is ready. Throws PortTakenError, what a service said when it could
 * not start, or the signal's reason.
 */
export async function startSystem(options: LocalOptions): Promise<LocalSystem> {
  const { dataDirectory, say, signal } = options;
  await using held = await holdGatewayPort(options.port);
  await openDataFolder(dataDirectory);
  const claim = await claimEventLog(dataDirectory, options.kafka ? "kafka" : "postgres");
  const kept = await loadSecrets(dataDirectory);
  const webBuilt = options.web === false ? Promise.resolve(join(root, "web", "dist")) : buildWeb(root, say, signal);
  webBuilt.catch(() => {});
  const logFile = join(dataDirectory, "services.log");
  const log = openLogFile(logFile, say);
  const tellFullDisk = createFullDiskTeller(dataDirectory, say);
  const infrastructure = await startInfrastructure({
    dataDirectory,
    secrets: kept,
    kafka: options.kafka ?? false,
    durable: options.durable ?? true,
    say,
    log: (line) => {
      log.write(JSON.stringify({ service: "postgres", msg: line }));
      tellFullDisk(line);
    },
  }).catch(async (error: unknown) => {
    await claim.release();
    throw error;
  });
  const eventLog = JSON.stringify(eventLogEnvironment(kept, infrastructure));
  await writeFile(join(dataDirectory, eventLogFile), eventLog, { mode: 0o600 });
  const keysDatabase = JSON.stringify({ DATABASE_URL: databaseUrl(kept, infrastructure, "auth", "auth") });
  await writeFile(join(dataDirectory, keysDatabaseFile), keysDatabase, { mode: 0o600 });
  const patientDatabase = JSON.stringify({ DATABASE_URL: databaseUrl(kept, infrastructure, "patient", "patient") });
  await writeFile(join(dataDirectory, patientDatabaseFile), patientDatabase, { mode: 0o600 });
  const services = new Map<ServiceName, Supervised>();
  /** While services wait for each other their complaints are routine; the file has them. */
  let ready = false;
  const stopServices = async () => {
    // The gateway first: no new requests; then the rest together.
    await services.get("gateway")?.stop();
    await Promise.all([...services.values()].map((service) => service.stop()));
  };
  const stop = async () => {
    ready = false;
    await stopServices();
    await infrastructure.stop();
    await log.close();
  };
  const unlessAborted = <Result>(work: Promise<Result>): Promise<Result> =>
    signal ? Promise.race([work, aborted(signal)]) : work;
  let secrets: Secrets;
  let ports: Readonly<Record<ServiceName, Ports>>;
  try {
    secrets = await withFirstAdministrator(dataDirectory, kept, infrastructure, {
      ...process.env,
      ...options.environment,
    });
    const webDirectory = await unlessAborted(webBuilt);
    const verbose = options.verbose ?? false;
    const print = (line: string) => (ready || verbose ? say(line) : undefined);
    const onLines = createLogPrinter({ file: log, verbose, print });
    const launch = async (on: Readonly<Record<ServiceName, Ports>>) => {
      const environments = serviceEnvironments(on, secrets, infrastructure, webDirectory);
      for (const name of serviceNames) {
        const file = join(root, "services", name, "src", "main.ts");
        const environment = {
          NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(dataDirectory, "compile-cache"),
          ...environments[name],
          ...options.environment,
        };
        services.set(name, supervise({ name, file, environment, workingDirectory: root, onLines }));
      }
      await unlessAborted(Promise.all([...services.values()].map(({ ready }) => ready)));
      await unlessAborted(upstreamsReady(`http://127.0.0.1:${on.gateway.http}/readyz`));
    };
    ports = await launchOnFreePorts({ gatewayPort: options.port, held, launch, undo: stopServices });
    ready = true;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://localhost:${ports.gateway.http}`,
    admin: secrets.admin,
    forgetAdmin: () => forgetAdministrator(dataDirectory, secrets),
    ports,
    infrastructure,
    services,
    logFile,
    stop,
  };
}

/** Rejects as soon as the signal says so. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
}

async function upstreamsReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The services did not become ready within 30 s");
}
