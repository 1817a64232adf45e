/**
 * What every verifier must know within a second: which sessions are dead (TOK-3). What this instance revokes is told at
 * once; what others revoke is found in the database twice a second. While the database does not answer there is no
 * heartbeat, so that verifiers notice that they may be missing something.
 */
import { EventEmitter, on } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@pms/kit/log";
import { ProblemError } from "@pms/kit/problem";
import { createRevocations, type Revocations } from "@pms/kit/trust/revocations";
import { listRevokedSince } from "../store/sessions.ts";
import type { Db } from "../store/tables.ts";
import { accessTokenLifeSeconds } from "./access-token.ts";

const pollMs = 400;
/** Longer than a transaction may take: what commits late is still found. */
const overlapMs = 35_000;
const skewSeconds = 30;
const rememberedMs = (accessTokenLifeSeconds + skewSeconds) * 1_000;

export type DeadSession = { sessionId: string; forgetAfter: bigint };
export type RevocationFeed = {
  /** For our own verifier. */
  revocations: Revocations;
  /** To be called as soon as a revocation is committed, before the answer. */
  announce(sessions: readonly { id: string; revoked_at: Date }[]): void;
  /** First everything that counts, then news; an empty list is a heartbeat. Ends with the signal or the feed. */
  follow(signal: AbortSignal): AsyncGenerator<{ snapshot: boolean; sessions: DeadSession[] }>;
  /** Streams that are open. */
  followers(): number;
  stop(): Promise<void>;
};

export async function startRevocationFeed(db: Db, logger: Logger): Promise<RevocationFeed> {
  const revocations = createRevocations();
  const dead = new Map<string, bigint>();
  const news = new EventEmitter().setMaxListeners(0);
  const stopping = new AbortController();

  const learn = (sessions: readonly { id: string; revoked_at: Date }[]): DeadSession[] => {
    const unknown = sessions.filter(({ id }) => !dead.has(id));
    return unknown.map(({ id, revoked_at }) => {
      const forgetAfter = Math.ceil((revoked_at.getTime() + rememberedMs) / 1_000);
      dead.set(id, BigInt(forgetAfter));
      revocations.add(id, forgetAfter);
      return { sessionId: id, forgetAfter: BigInt(forgetAfter) };
    });
  };
  let sinceMs = rememberedMs;
  const poll = async () => {
    const found = learn(await listRevokedSince(db, sinceMs));
    forgetOld(dead);
    sinceMs = overlapMs;
    revocations.heard();
    news.emit("news", found);
  };
  await poll();
  const polling = keepPolling(poll, stopping.signal, logger, () => {
    sinceMs = rememberedMs;
  });

  async function* follow(signal: AbortSignal) {
    const left = new AbortController();
    const ended = AbortSignal.any([signal, stopping.signal, left.signal]);
    try {
      // Listening starts before the snapshot is taken: nothing falls in between.
      const heard = on(news, "news", { signal: ended });
      await poll().catch((cause: unknown) => {
        throw new ProblemError("unavailable", "Revocations cannot be read just now.", { cause });
      });
      yield { snapshot: true, sessions: [...dead].map(([sessionId, forgetAfter]) => ({ sessionId, forgetAfter })) };
      for await (const [sessions] of heard) yield { snapshot: false, sessions };
    } catch (error) {
      if (!ended.aborted) throw error;
    } finally {
      left.abort();
    }
  }
  return {
    revocations,
    announce(sessions) {
      const found = learn(sessions);
      if (found.length > 0) news.emit("news", found);
    },
    follow,
    followers: () => news.listenerCount("news"),
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

async function keepPolling(poll: () => Promise<void>, signal: AbortSignal, logger: Logger, onFailed: () => void) {
  let complained = false;
  while (!signal.aborted) {
    try {
      await poll();
      complained = false;
    } catch (error) {
      if (!complained)
        logger.warn({ err: error }, "revocations cannot be read; verifiers are not told that all is well");
      complained = true;
      onFailed();
    }
    await sleep(pollMs, undefined, { signal }).catch(() => {});
  }
}

function forgetOld(dead: Map<string, bigint>): void {
  const now = BigInt(Math.floor(Date.now() / 1_000));
  for (const [sessionId, forgetAfter] of dead) if (forgetAfter < now) dead.delete(sessionId);
}
