/**
 * The keys that tokens are verified with: as auth tells them over its feed, and by its JWKS until
 * it has.
 */
import { createLocalJWKSet, type JWK, type JWTVerifyGetKey } from "jose";

export type KeySet = {
  get: JWTVerifyGetKey;
  /** From now on these and no others. */
  replace(keys: readonly JWK[]): void;
  /**
   * Whether a token of this key that was verified before is still good; true as long as auth has
   * told no keys.
   */
  isTrusted(kid: string | undefined): boolean;
};

export function createKeySet(untilTold: JWTVerifyGetKey): KeySet {
  let get = untilTold;
  let kids: Set<string | undefined> | undefined;
  return {
    get: (header, token) => get(header, token),
    replace(keys) {
      get = createLocalJWKSet({ keys: [...keys] });
      kids = new Set(keys.map(({ kid }) => kid));
    },
    isTrusted: (kid) => kids?.has(kid) ?? true,
  };
}
