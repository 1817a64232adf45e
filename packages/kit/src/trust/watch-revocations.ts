/** Holds auth's revocation feed open, and opens it again when it breaks or falls silent. */
import { setTimeout as sleep } from "node:timers/promises";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import type { Logger } from "../log.ts";
import { openRpcClient, type RpcTls } from "../rpc-client.ts";
import { createRevocations, type Revocations } from "./revocations.ts";

const silenceMaxMs = 2_500;
const retryMs = 250;

export type RevocationWatch = { revocations: Revocations; firstSnapshot: Promise<void>; stop(): Promise<void> };

/** @param address host:port of auth's gRPC. */
export function watchRevocations(options: {
  address: string;
  verifier: string;
  tls?: RpcTls;
  logger: Logger;
}): RevocationWatch {
  const revocations = createRevocations();
  const { client, close } = openRpcClient(TrustServiceDefinition, {
    address: options.address,
    ...(options.tls && { tls: options.tls }),
  });
  const stopping = new AbortController();
  const { promise: firstSnapshot, resolve } = Promise.withResolvers<void>();

  /** One line for one outage, however often the feed is tried. */
  let complained = false;

  async function follow(): Promise<void> {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    stopping.signal.addEventListener("abort", abort);
    let silence = setTimeout(abort, silenceMaxMs);
    try {
      for await (const update of client.watchRevocations({ verifier: options.verifier }, { signal: attempt.signal })) {
        clearTimeout(silence);
        silence = setTimeout(abort, silenceMaxMs);
        for (const { sessionId, forgetAfter } of update.revocations) revocations.add(sessionId, Number(forgetAfter));
        revocations.heard();
        complained = false;
        if (update.snapshot) resolve();
      }
    } finally {
      clearTimeout(silence);
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
      stopping.abort();
      await running;
      close();
    },
  };
}
