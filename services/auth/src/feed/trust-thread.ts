/** Keeps the thread of auth's gRPC door running, and passes on to it what the main loop revokes. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Config } from "../config.ts";
import type { Deps } from "../deps.ts";
import type { EndedSession } from "./revocation-feed.ts";
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

/**
 * Resolves when it listens. Throws what kept the first start from it, such as a port that is taken.
 */
export async function startTrustThread(
  deps: Pick<Deps, "feed" | "tokens" | "logger">,
  config: Config,
): Promise<TrustThread> {
  const { feed, tokens, logger } = deps;
  const untold = new Map<number, { sessions: readonly EndedSession[]; resolve: () => void }>();
  let ids = 0;
  let port = config.RPC_PORT;
  let followers = 0;
  let beat = { ready: false, atMs: 0 };
  let stopping = false;
  let worker: Worker;
  const say = (message: ToThread) => worker.postMessage(message);

  const hear = (message: FromThread) => {
    if (message.kind === "beat") {
      beat = { ready: message.ready, atMs: performance.now() };
      followers = message.followers;
    }
    if (message.kind === "told") {
      untold.get(message.id)?.resolve();
      untold.delete(message.id);
    }
    if (message.kind === "reload")
      void tokens.keyRing
        .reload()
        .then(() => say({ kind: "reloaded", id: message.id }))
        .catch((error: unknown) => logger.warn({ err: error }, "the signing keys could not be read"));
  };
  const launch = async () => {
    const workerData: ThreadData = { config, logLevel: logger.level, port, followersBefore: followers };
    worker = new Worker(program, { workerData, name: "auth feed" });
    const launched = worker;
    launched.on("message", hear);
    // Told again: who revokes waits for it, whatever became of the thread that was told first.
    for (const [id, { sessions }] of untold) say({ kind: "announce", id, sessions });
    const ended = once(launched, "exit").then(() => Promise.reject(new Error("the thread ended")));
    ended.catch(() => {});
    await Promise.race([listening(launched), ended]);
    beat = { ready: true, atMs: performance.now() };
    launched.on("error", (error) => logger.error({ err: error }, "the thread of the revocation feed failed"));
    launched.once("exit", () => void relaunch());
  };
  const listening = async (launched: Worker) => {
    for (;;) {
      const [message]: FromThread[] = await once(launched, "message");
      if (message?.kind !== "listening") continue;
      port = message.port;
      return;
    }
  };
  const relaunch = async () => {
    beat = { ...beat, ready: false };
    for (let delayMs = delayMinMs; !stopping; delayMs = Math.min(delayMs * 2, delayMaxMs)) {
      await sleep(delayMs);
      if (stopping) return;
      try {
        return await launch();
      } catch (error) {
        logger.error({ err: error }, "the thread of the revocation feed could not be started and is tried again");
      }
    }
  };
  await launch();
  const watching = setInterval(() => {
    if (!beat.ready || performance.now() - beat.atMs < hungAfterMs) return;
    logger.error({ event: "feed-hung" }, "the thread of the revocation feed hangs and is ended");
    void worker.terminate();
  }, 1_000);
  watching.unref();
  feed.passOnTo((sessions) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ids += 1;
    untold.set(ids, { sessions, resolve });
    say({ kind: "announce", id: ids, sessions });
    return promise;
  });
  return {
    port,
    isReady: () => beat.ready && performance.now() - beat.atMs < hungAfterMs,
    async stop() {
      stopping = true;
      clearInterval(watching);
      say({ kind: "stop" });
      await Promise.race([once(worker, "exit"), sleep(stopMaxMs, undefined, { ref: false })]);
      await worker.terminate();
      for (const { resolve } of untold.values()) resolve();
    },
  };
}
