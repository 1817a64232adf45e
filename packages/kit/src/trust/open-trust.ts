/**
 * A service's view of auth: keys, revocations, clock, verifier. Ready once the first snapshot of
 * revocations is here (TOK-3).
 */

import type { RpcTls } from "../clients/rpc.ts";
import type { Logger } from "../observe/log.ts";
import type { Verdict } from "../observe/readiness.ts";
import { createClockSkew } from "./clock-skew.ts";
import { createKeySet } from "./key-set.ts";
import { createVerifier, remoteKeys, type Verifier } from "./verifier.ts";
import { watchRevocations } from "./watch-revocations.ts";

export type Trust = {
  verifier: Verifier;
  ready(): boolean;
  /** For readiness: says in words when this clock and auth's are more than 30 s apart. */
  clock(): Verdict;
  stop(): Promise<void>;
};
export type TrustConfig = { AUTH_URL: string; AUTH_RPC: string; TOKEN_ISSUER: string; TOKEN_AUDIENCE: string };

/** @param options `now`: replaceable so that tests can have a clock that is wrong */
export function openTrust(options: {
  config: TrustConfig;
  service: string;
  logger: Logger;
  tls?: RpcTls;
  now?: () => number;
}): Trust {
  const { config, service, logger, tls } = options;
  const keys = createKeySet(remoteKeys(config.AUTH_URL));
  const skew = createClockSkew(options.now);
  const watch = watchRevocations({
    address: config.AUTH_RPC,
    verifier: service,
    logger,
    onKeys: keys.replace,
    onClock: skew.compare,
    ...(tls && { tls }),
  });
  let loaded = false;
  void watch.firstSnapshot.then(() => {
    loaded = true;
  });
  const verifier = createVerifier({
    keys: keys.get,
    isTrusted: keys.isTrusted,
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    revocations: watch.revocations,
  });
  const clock = (): Verdict => {
    const reason = skew.complaint();
    return reason === undefined ? "ok" : { state: "degraded", reason };
  };
  return { verifier, ready: () => loaded, clock, stop: watch.stop };
}
