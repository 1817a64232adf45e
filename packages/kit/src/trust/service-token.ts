/** Tokens for a service that acts for itself: retries in the background, the reconciler. */
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { openRpcClient, type RpcTls } from "../clients/rpc.ts";

const renewBeforeMs = 60_000;
const deadlineMs = 2_000;

export type ServiceTokens = { token(): Promise<string>; close(): void };

/** @param address host:port of auth's gRPC; the secret is shared with auth by configuration. */
export function openServiceTokens(options: {
  address: string;
  service: string;
  secret: string;
  tls?: RpcTls;
}): ServiceTokens {
  const { client, close } = openRpcClient(TrustServiceDefinition, {
    address: options.address,
    ...(options.tls && { tls: options.tls }),
  });
  // By two clocks: one can be set back, and the other stands still while a machine sleeps.
  let held: { token: string; goodForMs: number; askedAt: number; askedAtElapsed: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const { service, secret } = options;
    const [askedAt, askedAtElapsed] = [Date.now(), performance.now()];
    const answer = await client.issueServiceToken({ service, secret }, { signal: AbortSignal.timeout(deadlineMs) });
    const goodForMs = answer.expiresInSeconds * 1_000 - renewBeforeMs;
    held = { token: answer.accessToken, goodForMs, askedAt, askedAtElapsed };
    return answer.accessToken;
  }
  return {
    async token() {
      if (held) {
        const age = Math.max(Date.now() - held.askedAt, performance.now() - held.askedAtElapsed);
        if (age < held.goodForMs) return held.token;
      }
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    close,
  };
}
