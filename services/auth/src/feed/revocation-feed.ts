/**
 * What every verifier must know within a second: which sessions are dead (TOK-3, TOK-5) and which
 * keys count (TOK-7). While the database is silent there is no heartbeat, so that verifiers notice.
 */
import { EventEmitter, on } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@pms/kit/observe/log";
import { ProblemError } from "@pms/kit/problem/problem";
import { createRevocations, type Revocations } from "@pms/kit/trust/revocations";
import { listRevokedSince } from "../sessions/store/sessions.ts";
import type { Db } from "../store/tables.ts";
import { type DeadSession, type EndedSession, rememberDeadSessions, rememberedMs } from "./dead-sessions.ts";
import { createWatchers, type Verifier, type Watchers } from "./watchers.ts";

const pollMs = 400;
/** Longer than a transaction may take: what commits late is still found. */
const overlapMs = 35_000;

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
   * To be called once a revocation is committed: no verifier accepts the sessions when this
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
type Feed = {
  db: Db;
  revocations: Revocations;
  dead: ReturnType<typeof rememberDeadSessions>;
  news: EventEmitter;
  watchers: Watchers;
  stopping: AbortController;
  onFollower: () => void;
  /** How far the next poll looks back. */
  sinceMs: number;
  sequence: bigint;
  keys: readonly string[] | undefined;
};

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
  const watchers = createWatchers(logger, followersBefore);
  const feed: Feed = {
    ...{ db, revocations, watchers, onFollower, sinceMs: rememberedMs, sequence: 0n, keys: undefined },
    dead: rememberDeadSessions(revocations),
    news: new EventEmitter().setMaxListeners(0),
    stopping: new AbortController(),
  };
  let passOn: ((sessions: readonly EndedSession[]) => Promise<void>) | undefined;
  await poll(feed);
  const polling = keepPolling(feed, logger);
  return {
    revocations,
    async announce(sessions) {
      if (sessions.length === 0) return;
      const found = feed.dead.learn(sessions);
      if (found.length > 0) tell(feed, { sessions: found });
      // Also what a poll has found before: it may be on its way still.
      await Promise.all([watchers.allReached(feed.sequence), passOn?.(sessions)]);
    },
    passOnTo(other) {
      passOn = other;
    },
    async tellKeys(keys) {
      feed.keys = keys;
      tell(feed, { sessions: [], keys });
      await watchers.allReached(feed.sequence);
    },
    follow: (signal, verifier) => follow(feed, signal, verifier),
    acknowledge: watchers.acknowledge,
    followers: watchers.count,
    async stop() {
      feed.stopping.abort();
      await polling;
    },
  };
}

function tell(feed: Feed, told: Pick<FeedUpdate, "sessions" | "keys">): void {
  feed.sequence += 1n;
  feed.news.emit("news", { ...told, sequence: feed.sequence } satisfies News);
}

/** Finds what other instances have revoked, and says that all is well. */
async function poll(feed: Feed): Promise<void> {
  const found = feed.dead.learn(await listRevokedSince(feed.db, feed.sinceMs));
  feed.dead.forgetOld();
  feed.sinceMs = overlapMs;
  feed.revocations.heard();
  tell(feed, { sessions: found });
}

async function keepPolling(feed: Feed, logger: Logger): Promise<void> {
  const { signal } = feed.stopping;
  let complained = false;
  while (!signal.aborted) {
    try {
      await poll(feed);
      complained = false;
    } catch (error) {
      if (!complained)
        logger.warn({ err: error }, "revocations cannot be read; verifiers are not told that all is well");
      complained = true;
      feed.sinceMs = rememberedMs;
    }
    await sleep(pollMs, undefined, { signal }).catch(() => {});
  }
}

async function* follow(feed: Feed, signal: AbortSignal, verifier?: Verifier): AsyncGenerator<FeedUpdate> {
  const left = new AbortController();
  const ended = AbortSignal.any([signal, feed.stopping.signal, left.signal]);
  const { watchId } = verifier ? feed.watchers.open(verifier, () => left.abort()) : { watchId: "" };
  if (verifier) feed.onFollower();
  try {
    // Listening starts before the snapshot is taken: nothing falls in between.
    const heard: AsyncIterable<News[]> = on(feed.news, "news", { signal: ended });
    await poll(feed).catch((cause: unknown) => {
      throw new ProblemError("unavailable", "Revocations cannot be read just now.", { cause });
    });
    const { keys, sequence } = feed;
    yield { snapshot: true, sessions: feed.dead.all(), ...(keys && { keys }), watchId, sequence };
    for await (const [told] of heard) if (told) yield { snapshot: false, ...told, watchId };
  } catch (error) {
    if (!ended.aborted) throw error;
  } finally {
    left.abort();
  }
}
