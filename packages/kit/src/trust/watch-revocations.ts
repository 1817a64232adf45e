/** Holds auth's revocation feed open, and opens it again when it breaks or falls silent. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type RevocationUpdate, TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import type { JWK } from "jose";
import { openRpcClient, type RpcTls } from "../clients/rpc.ts";
import type { Logger } from "../observe/log.ts";
import { type AcknowledgeRpc, createAcknowledger } from "./acknowledge.ts";
import { createRevocations, type Revocations } from "./revocations.ts";

const silenceMaxMs = 2_500;
const retryMs = 250;
const farewellMs = 500;

export type RevocationWatch = { revocations: Revocations; firstSnapshot: Promise<void>; stop(): Promise<void> };
export type WatchOptions = {
  /** host:port of auth's gRPC. */
  address: string;
  verifier: string;
  tls?: RpcTls;
  logger: Logger;
  /** Gets the keys that tokens are verified with, whenever auth tells them. */
  onKeys?: (keys: readonly JWK[]) => void;
  /** Gets auth's clock, in milliseconds since 1970, with every update that has just come. */
  onClock?: (sentAtMs: number) => void;
};

/**
 * What an update says holds here before it is acknowledged, and auth counts as heard from when that
 * was sent: a verifier falls silent no later by its own clock (TOK-5).
 */
export function watchRevocations(options: WatchOptions): RevocationWatch {
  const revocations = createRevocations();
  const instance = randomUUID();
  const { client, close } = openRpcClient(TrustServiceDefinition, {
    address: options.address,
    ...(options.tls && { tls: options.tls }),
  });
  const stopping = new AbortController();
  const { promise: firstSnapshot, resolve } = Promise.withResolvers<void>();
  let watchId = "";

  /** One line for one outage, however often the feed is tried. */
  let complained = false;

  function apply(update: RevocationUpdate): void {
    for (const { sessionId, forgetAfter } of update.revocations) revocations.add(sessionId, Number(forgetAfter));
    if (update.keys) options.onKeys?.(update.keys.jwks.map((jwk): JWK => JSON.parse(jwk)));
    if (update.sentAt > 0n) options.onClock?.(Number(update.sentAt));
  }

  async function follow(): Promise<void> {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    stopping.signal.addEventListener("abort", abort);
    let silence = setTimeout(abort, silenceMaxMs);
    const tell: AcknowledgeRpc = (request) => client.acknowledgeRevocations(request, { signal: attempt.signal });
    const acknowledger = createAcknowledger(tell, revocations, abort);
    try {
      const request = { verifier: options.verifier, instance };
      for await (const update of client.watchRevocations(request, { signal: attempt.signal })) {
        clearTimeout(silence);
        silence = setTimeout(abort, silenceMaxMs);
        apply(update);
        complained = false;
        watchId = update.watchId;
        const heard = acknowledger.acknowledge(update);
        if (update.snapshot) void heard.then(resolve);
      }
    } finally {
      clearTimeout(silence);
      attempt.abort();
      stopping.signal.removeEventListener("abort", abort);
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await follow();
      } catch (error) {
        if (!complained && !stopping.signal.aborted)
          options.logger.warn({ err: error }, "the revocation feed broke; trying again");
        complained = true;
      }
      await sleep(retryMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    revocations,
    firstSnapshot,
    async stop() {
      // Auth would otherwise wait for us at the next revocations, until our silence is certain.
      const farewell = { watchId, leaving: true };
      if (watchId !== "")
        await client.acknowledgeRevocations(farewell, { signal: AbortSignal.timeout(farewellMs) }).catch(() => {});
      stopping.abort();
      await running;
      close();
    },
  };
}
