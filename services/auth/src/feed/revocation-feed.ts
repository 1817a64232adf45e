/**
 * What every verifier must know within a second: which sessions are dead (TOK-3, TOK-5) and which
 * keys count (TOK-7). What other instances revoke is polled for; while the database is silent there
 * is no heartbeat, so that verifiers notice.
 */
import { EventEmitter, on } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@pms/kit/observe/log";
import { ProblemError } from "@pms/kit/problem/problem";
import { createRevocations, type Revocations } from "@pms/kit/trust/revocations";
import { listRevokedSince } from "../sessions/store/sessions.ts";
import type { Db, RevokedSession } from "../store/tables.ts";
import { accessTokenLifeSeconds } from "../tokens/access-token.ts";
import { createWatchers, type Verifier } from "./watchers.ts";

const pollMs = 400;
/** Longer than a transaction may take: what commits late is still found. */
const overlapMs = 35_000;
const skewSeconds = 30;
const rememberedMs = (accessTokenLifeSeconds + skewSeconds) * 1_000;

export type DeadSession = { sessionId: string; forgetAfter: bigint };
/** As far as the feed must know it. */
export type EndedSession = Pick<RevokedSession, "id" | "revoked_at">;
export type FeedUpdate = {
  snapshot: boolean;
  sessions: DeadSession[];
  /** Public JWKs as JSON, when they are news. */
  keys?: readonly string[];
  /** Empty when the verifier does not acknowledge. */
  watchId: string;
  sequence: bigint;
};
export type RevocationFeed = {
  /** For our own verifier. */
  revocations: Revocations;
  /**
   * To be called as soon as a revocation is committed: no verifier accepts the sessions when this
   * resolves.
   */
  announce(sessions: readonly EndedSession[]): Promise<void>;
  /** Also whoever passes on to further verifiers is waited for. */
  passOnTo(tell: (sessions: readonly EndedSession[]) => Promise<void>): void;
  /** Resolves when every verifier verifies with these and no others. */
  tellKeys(keys: readonly string[]): Promise<void>;
  /**
   * First everything that counts, then news; an empty list is a heartbeat. Ends with the signal or
   * the feed.
   */
  follow(signal: AbortSignal, verifier?: Verifier): AsyncGenerator<FeedUpdate>;
  acknowledge(watchId: string, sequence: bigint, leaving: boolean): void;
  /** Verifiers that are heard of. */
  followers(): number;
  stop(): Promise<void>;
};

type News = Pick<FeedUpdate, "sessions" | "keys" | "sequence">;

/**
 * @param options `followersBefore`: how many followed the feed that this one takes the place of,
 * and will be back; `onFollower`: told when one more follows
 */
export async function startRevocationFeed(
  db: Db,
  logger: Logger,
  { followersBefore = 0, onFollower = () => {} }: { followersBefore?: number; onFollower?: () => void } = {},
): Promise<RevocationFeed> {
  const revocations = createRevocations();
  const dead = new Map<string, bigint>();
  const news = new EventEmitter().setMaxListeners(0);
  const watchers = createWatchers(logger, followersBefore);
  const stopping = new AbortController();
  let sequence = 0n;
  let keys: readonly string[] | undefined;
  let passOn: ((sessions: readonly EndedSession[]) => Promise<void>) | undefined;

  const learn = (sessions: readonly EndedSession[]): DeadSession[] => {
    const unknown = sessions.filter(({ id }) => !dead.has(id));
    return unknown.map(({ id, revoked_at }) => {
      const forgetAfter = Math.ceil((revoked_at.getTime() + rememberedMs) / 1_000);
      dead.set(id, BigInt(forgetAfter));
      revocations.add(id, forgetAfter);
      return { sessionId: id, forgetAfter: BigInt(forgetAfter) };
    });
  };
  const tell = (told: Pick<FeedUpdate, "sessions" | "keys">) => {
    sequence += 1n;
    news.emit("news", { ...told, sequence } satisfies News);
  };
  let sinceMs = rememberedMs;
  const poll = async () => {
    const found = learn(await listRevokedSince(db, sinceMs));
    forgetOld(dead);
    sinceMs = overlapMs;
    revocations.heard();
    tell({ sessions: found });
  };
  await poll();
  const polling = keepPolling(poll, stopping.signal, logger, () => {
    sinceMs = rememberedMs;
  });

  async function* follow(signal: AbortSignal, verifier?: Verifier): AsyncGenerator<FeedUpdate> {
    const left = new AbortController();
    const ended = AbortSignal.any([signal, stopping.signal, left.signal]);
    const { watchId } = verifier ? watchers.open(verifier, () => left.abort()) : { watchId: "" };
    if (verifier) onFollower();
    try {
      // Listening starts before the snapshot is taken: nothing falls in between.
      const heard: AsyncIterable<News[]> = on(news, "news", { signal: ended });
      await poll().catch((cause: unknown) => {
        throw new ProblemError("unavailable", "Revocations cannot be read just now.", { cause });
      });
      const sessions = [...dead].map(([sessionId, forgetAfter]) => ({ sessionId, forgetAfter }));
      yield { snapshot: true, sessions, ...(keys && { keys }), watchId, sequence };
      for await (const [told] of heard) if (told) yield { snapshot: false, ...told, watchId };
    } catch (error) {
      if (!ended.aborted) throw error;
    } finally {
      left.abort();
    }
  }
  return {
    revocations,
    async announce(sessions) {
      if (sessions.length === 0) return;
      const found = learn(sessions);
      if (found.length > 0) tell({ sessions: found });
      // Also what a poll has found before: it may be on its way still.
      await Promise.all([watchers.allReached(sequence), passOn?.(sessions)]);
    },
    passOnTo(other) {
      passOn = other;
    },
    async tellKeys(now) {
      keys = now;
      tell({ sessions: [], keys });
      await watchers.allReached(sequence);
    },
    follow,
    acknowledge: watchers.acknowledge,
    followers: watchers.count,
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
