/**
 * Sets documents as PDF beside the service: a few processes, a bounded queue, and an end to each
 * wait. A process that dies or takes too long is replaced.
 */
import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Logger } from "@pms/kit/observe/log";
import { ProblemError } from "@pms/kit/problem/problem";
import type { DocumentModel } from "./document.ts";
import type { Letterhead } from "./typeset.ts";
import type { SetAnswer, SetRequest } from "./typeset-process.ts";

export type Typesetter = {
  /** 503 with Retry-After when too many wait already, or where it takes too long. */
  set(document: DocumentModel): Promise<Uint8Array>;
  close(): void;
};
export type TypesetterOptions = {
  letterhead: Letterhead;
  logger: Logger;
  /** Told how many wait, whenever that changes. */
  onQueue?: (length: number) => void;
  processes?: number;
  queueMax?: number;
  timeoutMs?: number;
  /** What a process runs; tests bring one that fails. */
  program?: URL;
};

/** The compiler keeps about a megabyte of each document for good. */
const documentsPerProcess = 250;

type Job = { document: DocumentModel; resolve(pdf: Uint8Array): void; reject(error: Error): void };
type Setter = { child: ChildProcess; job?: Job; done: number; timer?: NodeJS.Timeout };

/** Processes start with the first documents, and not before. */
export function openTypesetter(options: TypesetterOptions): Typesetter {
  const { logger, onQueue = () => {}, queueMax = 64, timeoutMs = 15_000 } = options;
  const { letterhead, program = new URL("./typeset-process.ts", import.meta.url) } = options;
  const processes = options.processes ?? Math.min(2, availableParallelism());
  const setters = new Set<Setter>();
  const waiting: Job[] = [];
  let nextId = 0;
  let closed = false;

  function start(): Setter {
    const argv = [JSON.stringify(letterhead)];
    const child = fork(fileURLToPath(program), argv, {
      serialization: "advanced",
      // Node's options, such as a test runner's, are the parent's, and so are the secrets in its environment.
      execArgv: [],
      env: environment(),
      // What native code says when it dies may quote the document.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const setter: Setter = { child, done: 0 };
    setters.add(setter);
    child.on("message", (answer: SetAnswer) => finish(setter, answer));
    child.on("error", () => replace(setter));
    child.on("exit", (code, signal) => replace(setter, { code, signal }));
    return setter;
  }
  function finish(setter: Setter, answer: SetAnswer): void {
    const { job } = setter;
    clearTimeout(setter.timer);
    delete setter.job;
    setter.done += 1;
    if (setter.done >= documentsPerProcess) retire(setter);
    if (job && "failed" in answer) job.reject(new Error("a document could not be set"));
    if (job && "pdf" in answer) {
      if (!answer.conformant) logger.warn("a document has a letter that is in no font: it is not PDF/UA");
      job.resolve(answer.pdf);
    }
    serve();
  }
  function retire(setter: Setter): void {
    setters.delete(setter);
    clearTimeout(setter.timer);
    setter.child.kill("SIGKILL");
  }
  function replace(setter: Setter, end: object = {}): void {
    if (!setters.has(setter)) return;
    const { job } = setter;
    retire(setter);
    if (closed) return;
    logger.error(end, "a process that sets documents has died and is replaced");
    job?.reject(busy("The document could not be set just now."));
    serve();
  }
  function serve(): void {
    while (waiting.length > 0) {
      const idle = [...setters].find((setter) => !setter.job) ?? (setters.size < processes ? start() : undefined);
      if (!idle) break;
      const job = waiting.shift();
      if (!job) break;
      give(idle, job);
    }
    onQueue(waiting.length);
  }
  function give(setter: Setter, job: Job): void {
    setter.job = job;
    setter.timer = setTimeout(() => {
      delete setter.job;
      retire(setter);
      logger.error({ timeoutMs }, "a document took too long to be set");
      job.reject(busy("The document takes too long to be set."));
      serve();
    }, timeoutMs);
    const request: SetRequest = { id: nextId++, document: job.document };
    // A process that has just died is told of by its exit.
    setter.child.send(request, () => {});
  }
  return {
    set(document) {
      if (closed || waiting.length >= queueMax)
        return Promise.reject(busy("Too many documents are being set just now."));
      return new Promise((resolve, reject) => {
        waiting.push({ document, resolve, reject });
        serve();
      });
    },
    close() {
      closed = true;
      for (const setter of setters) {
        retire(setter);
        setter.job?.reject(busy("The service is stopping."));
      }
      for (const job of waiting.splice(0)) job.reject(busy("The service is stopping."));
    },
  };
}

/** What a process needs to start, and nothing of what the service was told. */
function environment(): NodeJS.ProcessEnv {
  const names = ["PATH", "SystemRoot", "TMPDIR", "TEMP", "NODE_COMPILE_CACHE"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function busy(detail: string): ProblemError {
  return new ProblemError("unavailable", detail, { headers: { "retry-after": "2" } });
}
