import { commit } from "@pms/kit/events/commit";
import { accessTokenLifeSecondsMax } from "@pms/kit/trust/verifier";
import type { Db, Tx } from "../store/tables.ts";
import { makeSigningKey, signerOf } from "./key-ring.ts";
import {
  deleteSigningKeys,
  insertSigningKey,
  listSigningKeys,
  lockSigningKeys,
  updateUseFrom,
} from "./store/signing-keys.ts";

const day = 86_400_000;
/**
 * Verifiers of an older version keep keys for ten minutes: none of them meets a key that it lacks.
 */
const publishedBeforeUseMs = 20 * 60_000;
export const keyLifeMs = 30 * day;
/** The last token of a replaced key has expired, whatever the clocks say. */
const keptAfterUseMs = accessTokenLifeSecondsMax * 1000 + 5 * 60_000;
/** So long `npm run keys -- list` still shows a key that was withdrawn. */
const withdrawnShownMs = day;

type Key = { kid: string; useFrom: number };

/**
 * Keeps a key that signs for 30 days and a successor that everybody knows, by any clock, on any
 * instance.
 * @returns whether anything changed
 */
export async function rotateSigningKeys(
  db: Db,
  secret: string,
  { now = Date.now() }: { now?: number } = {},
): Promise<boolean> {
  return commit({ database: { db } }, async (tx) => {
    await lockSigningKeys(tx);
    const rows = await listSigningKeys(tx);
    const keys = rows
      .filter((row) => row.withdrawn_at === null)
      .map(({ kid, use_from }): Key => ({ kid, useFrom: use_from.getTime() }));
    const past = keys.filter((_, i) => (keys[i + 1]?.useFrom ?? now) + keptAfterUseMs < now);
    const shownEnough = rows.filter(
      ({ withdrawn_at: at, refused_since: told }) => at && told && Math.abs(now - at.getTime()) > withdrawnShownMs,
    );
    const gone = [...past, ...shownEnough].map(({ kid }) => kid);
    await deleteSigningKeys(tx, gone);
    const changed = await keepTwo(tx, secret, keys.slice(past.length), now);
    return changed || gone.length > 0;
  });
}

/** @param keys in order, none of them replaced for good */
async function keepTwo(tx: Tx, secret: string, keys: readonly Key[], now: number): Promise<boolean> {
  const signer = signerOf(keys, now);
  const insert = async (useFrom: number) =>
    insertSigningKey(tx, { ...(await makeSigningKey(secret)), use_from: new Date(useFrom) });
  if (!signer) {
    await insert(now);
    await insert(now + keyLifeMs);
    return true;
  }
  // It signs although its time lies ahead: the clock was set back, or the key before it was
  // withdrawn.
  const isEarly = signer.useFrom > now;
  if (isEarly) await updateUseFrom(tx, signer.kid, new Date(now));
  const successor = keys[keys.indexOf(signer) + 1];
  const dueAt = Math.min(signer.useFrom, now) + keyLifeMs;
  if (!successor) await insert(Math.max(dueAt, now + publishedBeforeUseMs));
  else if (isEarly && successor.useFrom > dueAt) await updateUseFrom(tx, successor.kid, new Date(dueAt));
  return isEarly || !successor;
}
