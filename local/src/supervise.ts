/**
 * Keeps a child process running: awaits readiness, restarts it with a growing delay, stops it when
 * asked.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { PortTakenError } from "./ports.ts";
import { readLines } from "./read-lines.ts";

export type Supervised = {
  name: string;
  pid(): number | undefined;
  /**
   * Resolves when the process has said that it is ready; rejects when it ends for good before that:
   * with PortTakenError where somebody else has its port.
   */
  ready: Promise<void>;
  /** SIGTERM, and SIGKILL after 20 s. */
  stop(): Promise<void>;
  /** Launches it again after `stop`; returns at once. */
  start(): void;
};

export type ChildSpec = {
  name: string;
  file: string;
  environment: Readonly<Record<string, string>>;
  workingDirectory: string;
  /** Whole lines, as many as have come together. */
  onLines: (name: string, lines: string) => void;
};

const delayMinMs = 250;
const delayMaxMs = 5_000;
const cleanAfterMs = 3_000;
const steadyAfterMs = 30_000;
/** Characters kept of what a service said last, to show why it could not start. */
const lastWordsMax = 8_192;
/** sysexits: a configuration that cannot work will not work the second time either. */
const configurationError = 78;
/** sysexits: what `runService` ends with when somebody else listens on its port. */
const portTaken = 75;

export function supervise(spec: ChildSpec): Supervised {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  ready.catch(() => {});
  let child: ChildProcess | undefined;
  let stopping = false;
  let wasReady = false;
  let delayMs = delayMinMs;
  let restart: NodeJS.Timeout | undefined;

  let lastWords = "";
  function hear(lines: string): void {
    lastWords = `${lastWords}${lines}\n`.slice(-lastWordsMax);
    spec.onLines(spec.name, lines);
  }

  function launch(): void {
    const startedAtMs = performance.now();
    const launched = spawn(process.execPath, ["--enable-source-maps=false", spec.file], {
      cwd: spec.workingDirectory,
      env: { ...inherited(), ...spec.environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    child = launched;
    for (const stream of [launched.stdout, launched.stderr]) {
      if (stream) readLines(stream, hear);
    }
    launched.on("message", (message) => {
      if (typeof message !== "object" || !("ready" in message)) return;
      wasReady = true;
      resolve();
    });
    const ended = (why: string | number | null) => {
      child = undefined;
      if (stopping) return;
      if (why === portTaken && !wasReady) {
        reject(new PortTakenError(`A port of ${spec.name} was taken while it started. Start again.`));
        return;
      }
      if (why === configurationError || (!wasReady && delayMs > 2_000)) {
        const said = lastWords.trimEnd().split("\n").slice(-10).join("\n  ");
        reject(new Error(`${spec.name} could not start (exit ${why}):\n  ${said}`));
        return;
      }
      const ranMs = performance.now() - startedAtMs;
      if (ranMs > steadyAfterMs) delayMs = delayMinMs;
      // One that has done its work and was told to stop is missed from now on: no pause.
      const pauseMs = ranMs > steadyAfterMs || (why === 0 && ranMs > cleanAfterMs) ? 0 : delayMs;
      const again = pauseMs === 0 ? "at once" : `in ${pauseMs} ms`;
      spec.onLines(spec.name, JSON.stringify({ level: "warn", msg: `ended (${why}); starting again ${again}` }));
      restart = setTimeout(launch, pauseMs);
      delayMs = Math.min(delayMs * 2, delayMaxMs);
    };
    launched.once("exit", (code, signal) => ended(code ?? signal));
    // No process at all (the machine has no more of them): there will be no exit.
    launched.on("error", (error: NodeJS.ErrnoException) => {
      if (launched.pid === undefined) ended(error.code ?? error.message);
    });
  }
  launch();
  return {
    start() {
      stopping = false;
      if (!child) launch();
    },
    name: spec.name,
    pid: () => child?.pid,
    ready,
    async stop() {
      stopping = true;
      clearTimeout(restart);
      const running = child;
      if (!running) return;
      const ended = new Promise((done) => running.once("exit", done).once("error", done));
      running.kill("SIGTERM");
      const patience = setTimeout(() => running.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

/**
 * What a service may inherit: what the machine and the operator set. The rest of its configuration
 * comes from the supervisor.
 */
function inherited(): Record<string, string> {
  const names = [
    "PATH",
    "HOME",
    "LANG",
    "TZ",
    "SystemRoot",
    "NODE_ENV",
    "NODE_COMPILE_CACHE",
    "LOG_LEVEL",
    "RATE_LIMITS",
    "TRUSTED_PROXIES",
    "PUBLIC_URL",
    "CONNECTIONS_PER_SOURCE_MAX",
    "CONNECTIONS_MAX",
    "SESSIONS_PER_USER_MAX",
    "ALLOWED_ORIGINS",
    "CURRENCY",
    "PAPER",
    "LETTERHEAD_LOGO",
    "EVENT_RETENTION_HOURS",
    "PHONE_COUNTRY",
    "IDENTIFIER_TYPES",
    "REASON_FIELDS",
    "DOCUMENT_MAX_KIB",
    "DOCUMENTS_MAX_COUNT",
    "DOCUMENTS_MAX_MIB",
    "SESSION_IDLE_HOURS",
    "SESSION_ABSOLUTE_DAYS",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
  ];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
