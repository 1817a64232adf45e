/** The organisation's facilities as auth knows them, remembered for a minute. */
import { type Facility, TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { ProblemError } from "@pms/kit/problem";
import { callAs, openRpcClient, type RpcTls } from "@pms/kit/rpc-client";
import type { ServiceTokens } from "@pms/kit/trust/service-token";
import type { Facilities } from "../domain/choose-facility.ts";

const freshForMs = 60_000;
const refetchAfterMs = 1_000;
const deadlineMs = 2_000;

/** An unknown id is asked for again at once, but no more than once a second; 503 when auth does not answer. */
export function openFacilities(options: {
  address: string;
  tokens: ServiceTokens;
  tls?: RpcTls;
}): Facilities & { close(): void } {
  const { client, close } = openRpcClient(TrustServiceDefinition, {
    address: options.address,
    ...(options.tls && { tls: options.tls }),
  });
  let known = new Map<string, Facility>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  async function fetchAll(): Promise<void> {
    const answer = await client.listFacilities({}, callAs(await options.tokens.token(), deadlineMs));
    known = new Map(answer.facilities.map((facility) => [facility.id, facility]));
    fetchedAt = performance.now();
  }
  function refresh(): Promise<void> {
    fetching ??= fetchAll().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }
  async function upToDate(enough: () => boolean): Promise<void> {
    const age = performance.now() - fetchedAt;
    if (enough() && age < freshForMs) return;
    if (age < refetchAfterMs) return;
    try {
      await refresh();
    } catch (error) {
      if (enough()) return;
      throw new ProblemError("unavailable", "The facility cannot be checked just now.", {
        headers: { "retry-after": "1" },
        cause: error,
      });
    }
  }
  return {
    close,
    async isOpen(id) {
      await upToDate(() => known.has(id));
      return known.get(id)?.active ?? false;
    },
    async listOpen() {
      await upToDate(() => known.size > 0);
      return [...known.values()].filter(({ active }) => active).map(({ id }) => id);
    },
  };
}
