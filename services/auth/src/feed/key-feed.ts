/**
 * Tells verifiers which keys count, from every instance, so that none refuses a good token (TOK-7):
 * a new key is known everywhere before it signs, and a withdrawn one signs no more before it is
 * refused.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { commit } from "@pms/kit/events/commit";
import type { Logger } from "@pms/kit/observe/log";
import { record } from "../acts/commit.ts";
import type { Db } from "../store/tables.ts";
import { signerOf } from "../tokens/key-ring.ts";
import { rotateSigningKeys } from "../tokens/rotate-signing-keys.ts";
import { listSigningKeys, markRefused, markSigning, type SigningKeyRow } from "../tokens/store/signing-keys.ts";
import type { RevocationFeed } from "./revocation-feed.ts";

const everyMs = 300;

export type KeyFeedDeps = {
  db: Db;
  keySecret: string;
  feed: Pick<RevocationFeed, "tellKeys">;
  /** Whoever signs in this process takes over what the database says. */
  signersReload: () => Promise<void>;
  logger: Logger;
};

/**
 * Resolves when the keys of today are told; then looks several times a second whether they have
 * changed.
 */
export async function startKeyFeed(deps: KeyFeedDeps): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const told = new Set<string>();
  let known = "";

  const look = async () => {
    const before = await listSigningKeys(deps.db);
    const state = stateOf(before);
    if (state === known) return;
    await rotateSigningKeys(deps.db, deps.keySecret);
    await tellInOrder(deps, told);
    known = stateOf(await listSigningKeys(deps.db));
  };
  await look();
  const working = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      await look().catch((error: unknown) =>
        deps.logger.warn({ err: error }, "the signing keys could not be told and are looked at again"),
      );
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** @param told the kids that verifiers have; brought up to date */
async function tellInOrder({ db, feed, signersReload, logger }: KeyFeedDeps, told: Set<string>): Promise<void> {
  const rows = await listSigningKeys(db);
  const good = rows.filter(({ withdrawn_at }) => withdrawn_at === null);
  const leaving = rows.filter(({ kid, withdrawn_at }) => withdrawn_at !== null && told.has(kid));
  if (good.some(({ kid }) => !told.has(kid))) await feed.tellKeys(jwksOf([...good, ...leaving]));
  await signersReload();
  const signer = signerOf(
    good.map(({ kid, use_from }) => ({ kid, useFrom: use_from.getTime() })),
    Date.now(),
  );
  if (signer) await markSigning(db, signer.kid);
  await feed.tellKeys(jwksOf(good));
  told.clear();
  for (const { kid } of good) told.add(kid);
  for (const { kid } of rows.filter(({ withdrawn_at }) => withdrawn_at !== null)) {
    if (await recordRefused(db, kid))
      logger.info({ event: "signing-key-withdrawn" }, "a signing key is refused everywhere");
  }
}

/** With its audit event: it was the operator, by the command. */
function recordRefused(db: Db, kid: string): Promise<boolean> {
  const context = { actor: { id: "operator", sessionId: "" }, requestId: randomUUID(), sourceAddress: "" };
  return commit({ database: { db } }, async (tx) => {
    const isNews = await markRefused(tx, kid);
    if (isNews)
      await record(tx, context, { action: "signing-key.withdraw", resourceType: "signing-key", resourceId: kid });
    return isNews;
  });
}

const jwksOf = (rows: readonly SigningKeyRow[]): string[] => rows.map(({ public_jwk }) => JSON.stringify(public_jwk));

const stateOf = (rows: readonly SigningKeyRow[]): string =>
  rows.map((row) => [row.kid, row.use_from.getTime(), row.withdrawn_at?.getTime()].join(" ")).join("\n");
