/** A service's view of auth: keys, revocations, verifier. Ready once the first snapshot of revocations is here (TOK-3). */
import type { Logger } from "../log.ts";
import type { RpcTls } from "../rpc-client.ts";
import { createVerifier, remoteKeys, type Verifier } from "./verifier.ts";
import { watchRevocations } from "./watch-revocations.ts";

export type Trust = { verifier: Verifier; ready(): boolean; stop(): Promise<void> };
export type TrustConfig = { AUTH_URL: string; AUTH_RPC: string; TOKEN_ISSUER: string; TOKEN_AUDIENCE: string };

export function openTrust(options: { config: TrustConfig; service: string; logger: Logger; tls?: RpcTls }): Trust {
  const { config, service, logger, tls } = options;
  const watch = watchRevocations({ address: config.AUTH_RPC, verifier: service, logger, ...(tls && { tls }) });
  let loaded = false;
  void watch.firstSnapshot.then(() => {
    loaded = true;
  });
  const verifier = createVerifier({
    keys: remoteKeys(config.AUTH_URL),
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    revocations: watch.revocations,
  });
  return { verifier, ready: () => loaded, stop: watch.stop };
}
