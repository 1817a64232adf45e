import { inTransaction } from "@pms/kit/db";
import { accessTokenLifeSecondsMax } from "@pms/kit/trust/verifier";
import { deleteSigningKeys, insertSigningKey, listSigningKeys, lockSigningKeys } from "../store/signing-keys.ts";
import type { Db } from "../store/tables.ts";
import { makeSigningKey } from "./key-ring.ts";

const day = 86_400_000;
/** Verifiers keep keys for ten minutes and other instances read them every minute: nobody meets a key that they lack. */
export const publishedBeforeUseMs = 20 * 60_000;
export const keyLifeMs = 30 * day;
/** The last token of a replaced key has expired, whatever the clocks say. */
const keptAfterUseMs = accessTokenLifeSecondsMax * 1000 + 5 * 60_000;

/**
 * Makes the first key, a successor for one that has been used for 30 days (or at once, when `force` is set), and removes
 * what no valid token can be signed with. Safe at any time and on several instances; answers whether anything changed.
 */
export async function rotateSigningKeys(
  db: Db,
  secret: string,
  { now = Date.now(), force = false }: { now?: number; force?: boolean } = {},
): Promise<boolean> {
  return inTransaction({ db }, async (tx) => {
    await lockSigningKeys(tx);
    const keys = await listSigningKeys(tx);
    const newest = keys.at(-1);
    const replaced = keys.filter((_, i) => {
      const successor = keys[i + 1];
      return successor !== undefined && successor.use_from.getTime() + keptAfterUseMs < now;
    });
    await deleteSigningKeys(
      tx,
      replaced.map(({ kid }) => kid),
    );
    const due = !newest || newest.use_from.getTime() + keyLifeMs < now || (force && newest.use_from.getTime() <= now);
    if (due) {
      const useFrom = newest ? now + publishedBeforeUseMs : now;
      await insertSigningKey(tx, { ...(await makeSigningKey(secret)), use_from: new Date(useFrom) });
    }
    return due || replaced.length > 0;
  });
}
