/**
 * The thread that serves auth's gRPC has a loop and database connections of its own, so that
 * nothing which strangers send to the HTTP door keeps verifiers waiting (REL-8).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import { openDatabase } from "@pms/kit/db/database";
import { createLogger } from "@pms/kit/observe/log";
import { startRpcServer } from "@pms/kit/rpc/server";
import { parseServiceSecrets } from "../config.ts";
import type { Tables } from "../store/tables.ts";
import { openKeyRing } from "../tokens/key-ring.ts";
import { startKeyFeed } from "./key-feed.ts";
import { startRevocationFeed } from "./revocation-feed.ts";
import { trustService } from "./rpc.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";

const connectionsMax = 3;
const beatMs = 250;
const silenceMaxMs = 3_000;
/**
 * Longer than a loop that works would need to take over keys; one that does not signs nothing
 * meanwhile either.
 */
const reloadMaxMs = 1_000;

if (!parentPort) throw new Error("This is a thread of the auth service, not a program.");
const main = parentPort;
const { config, logLevel, port, followersBefore }: ThreadData = workerData;
const say = (message: FromThread) => main.postMessage(message);

const logger = createLogger("auth", logLevel);
const { db, close } = openDatabase<Tables>({
  url: config.DATABASE_URL,
  maxConnections: connectionsMax,
  applicationName: "auth feed",
});
const keyRing = await openKeyRing(db, config.KEY_SECRET);
/**
 * Said at once too when a verifier comes: the thread that takes the place of this one waits for as
 * many.
 */
const beat = () => say({ kind: "beat", ready: isReady(), followers: feed.followers() });
const feed = await startRevocationFeed(db, logger, { followersBefore, onFollower: () => beat() });
const tokens = { keyRing, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE };
const reloads = new Map<number, () => void>();

/** Ours first, then that of the main loop, which signs for people. */
async function signersReload(): Promise<void> {
  await keyRing.reload();
  const { promise, resolve } = Promise.withResolvers<void>();
  const id = reloads.size === 0 ? 1 : Math.max(...reloads.keys()) + 1;
  reloads.set(id, resolve);
  say({ kind: "reload", id });
  await Promise.race([promise, sleep(reloadMaxMs)]);
  reloads.delete(id);
}

main.on("message", (message: ToThread) => {
  if (message.kind === "announce")
    void feed.announce(message.sessions).then(() => say({ kind: "told", id: message.id }));
  if (message.kind === "reloaded") reloads.get(message.id)?.();
  if (message.kind === "stop") void stop();
});
const keyFeed = await startKeyFeed({ db, keySecret: config.KEY_SECRET, feed, signersReload, logger });
const isReady = () => feed.revocations.silenceMs() < silenceMaxMs;
const tls = rpcTlsFrom(config);
const rpc = await startRpcServer({
  host: config.HOST,
  port,
  service: trustService({ db, feed, tokens, serviceSecrets: parseServiceSecrets(config.SERVICE_SECRETS), logger }),
  // All that is asked here is public at the level of tokens.
  verifier: undefined,
  logger,
  ready: isReady,
  ...(tls && { tls }),
});
const beating = setInterval(beat, beatMs);
say({ kind: "listening", port: rpc.port });

async function stop(): Promise<void> {
  clearInterval(beating);
  await keyFeed.stop();
  await feed.stop();
  // The feed has ended its streams; a client that does not hang up is not waited for.
  await Promise.race([rpc.stop(), sleep(1_000)]);
  rpc.kill();
  await close();
  logger.flush(() => process.exit(0));
}
