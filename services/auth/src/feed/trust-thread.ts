/** Keeps the thread of auth's gRPC door running, and passes on to it what the main loop revokes. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Config } from "../config.ts";
import type { Deps } from "../deps.ts";
import type { EndedSession } from "./dead-sessions.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";

const program = new URL("./trust-worker.ts", import.meta.url);
const delayMinMs = 100;
const delayMaxMs = 5_000;
/** A thread that says nothing for this long while we do run is ended and started again. */
const hungAfterMs = 10_000;
const stopMaxMs = 3_000;

export type TrustThread = {
  port: number;
  /** For readiness: verifiers are told what they must know. */
  isReady(): boolean;
  stop(): Promise<void>;
};

type ThreadDeps = Pick<Deps, "feed" | "tokens" | "logger">;
/** The thread that runs just now, and what the next one is to know. */
type Thread = ThreadDeps & {
  config: Config;
  worker: Worker | undefined;
  port: number;
  followers: number;
  beat: { ready: boolean; atMs: number };
  untold: Map<number, { sessions: readonly EndedSession[]; resolve: () => void }>;
  stopping: boolean;
};

/**
 * Resolves when it listens. Throws what kept the first start from it, such as a port that is taken.
 */
export async function startTrustThread(deps: ThreadDeps, config: Config): Promise<TrustThread> {
  const { feed, tokens, logger } = deps;
  const thread: Thread = {
    ...{ feed, tokens, logger, config, worker: undefined, port: config.RPC_PORT, followers: 0 },
    beat: { ready: false, atMs: 0 },
    untold: new Map(),
    stopping: false,
  };
  await launch(thread);
  const watching = setInterval(() => endWhenHung(thread), 1_000);
  watching.unref();
  let ids = 0;
  feed.passOnTo((sessions) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ids += 1;
    thread.untold.set(ids, { sessions, resolve });
    say(thread, { kind: "announce", id: ids, sessions });
    return promise;
  });
  return {
    port: thread.port,
    isReady: () => thread.beat.ready && performance.now() - thread.beat.atMs < hungAfterMs,
    async stop() {
      thread.stopping = true;
      clearInterval(watching);
      say(thread, { kind: "stop" });
      const { worker } = thread;
      if (worker) await Promise.race([once(worker, "exit"), sleep(stopMaxMs, undefined, { ref: false })]);
      await worker?.terminate();
      for (const { resolve } of thread.untold.values()) resolve();
    },
  };
}

function say({ worker }: Thread, message: ToThread): void {
  worker?.postMessage(message);
}

function hear(thread: Thread, message: FromThread): void {
  const { tokens, logger, untold } = thread;
  if (message.kind === "beat") {
    thread.beat = { ready: message.ready, atMs: performance.now() };
    thread.followers = message.followers;
  }
  if (message.kind === "told") {
    untold.get(message.id)?.resolve();
    untold.delete(message.id);
  }
  if (message.kind === "reload")
    void tokens.keyRing
      .reload()
      .then(() => say(thread, { kind: "reloaded", id: message.id }))
      .catch((error: unknown) => logger.warn({ err: error }, "the signing keys could not be read"));
}

async function launch(thread: Thread): Promise<void> {
  const { config, logger, port, followers: followersBefore } = thread;
  const workerData: ThreadData = { config, logLevel: logger.level, port, followersBefore };
  const launched = new Worker(program, { workerData, name: "auth feed" });
  thread.worker = launched;
  launched.on("message", (message: FromThread) => hear(thread, message));
  // Told again: who revokes waits for it, whatever became of the thread that was told first.
  for (const [id, { sessions }] of thread.untold) say(thread, { kind: "announce", id, sessions });
  const ended = once(launched, "exit").then(() => Promise.reject(new Error("the thread ended")));
  ended.catch(() => {});
  thread.port = await Promise.race([listening(launched), ended]);
  thread.beat = { ready: true, atMs: performance.now() };
  launched.on("error", (error) => logger.error({ err: error }, "the thread of the revocation feed failed"));
  launched.once("exit", () => void relaunch(thread));
}

async function listening(launched: Worker): Promise<number> {
  for (;;) {
    const [message]: FromThread[] = await once(launched, "message");
    if (message?.kind === "listening") return message.port;
  }
}

async function relaunch(thread: Thread): Promise<void> {
  thread.beat = { ...thread.beat, ready: false };
  for (let delayMs = delayMinMs; !thread.stopping; delayMs = Math.min(delayMs * 2, delayMaxMs)) {
    await sleep(delayMs);
    if (thread.stopping) return;
    try {
      return await launch(thread);
    } catch (error) {
      thread.logger.error({ err: error }, "the thread of the revocation feed could not be started and is tried again");
    }
  }
}

function endWhenHung({ beat, worker, logger }: Thread): void {
  if (!beat.ready || performance.now() - beat.atMs < hungAfterMs) return;
  logger.error({ event: "feed-hung" }, "the thread of the revocation feed hangs and is ended");
  void worker?.terminate();
}
