/** The organisation's facilities as auth knows them, remembered for a minute. */
import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Facility, TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { openRpcClient, type RpcTls } from "../clients/rpc.ts";
import { ProblemError } from "../problem/problem.ts";

/** Each throws `unavailable` when that cannot be found out. */
export type Facilities = {
  /** Whether there is such a facility, closed since or not. */
  isKnown(id: string): Promise<boolean>;
  isOpen(id: string): Promise<boolean>;
  listOpen(): Promise<string[]>;
  /** Of those there are, closed since or not, the IANA zone that their days are in. */
  listZones(among: FacilityScope): Promise<FacilityZone[]>;
  /** What a letterhead says of it, closed since or not. */
  find(id: string): Promise<KnownFacility | undefined>;
};
export type FacilityZone = { facilityId: string; timeZone: string };
/** `phoneNumber` is empty where none is known. */
export type KnownFacility = Pick<Facility, "id" | "name" | "timeZone" | "addressLines" | "phoneNumber">;

const freshForMs = 60_000;
const refetchAfterMs = 1_000;
const deadlineMs = 2_000;

/**
 * An unknown id is asked for at once, but no more than once a second; 503 when auth does not
 * answer. What is known is then answered from memory.
 * @param options `address`: of auth's gRPC, host:port
 */
export function openFacilities(options: { address: string; tls?: RpcTls }): Facilities & { close(): void } {
  const { client, close } = openRpcClient(TrustServiceDefinition, {
    address: options.address,
    ...(options.tls && { tls: options.tls }),
  });
  let known = new Map<string, Facility>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  async function fetchAll(): Promise<void> {
    const answer = await client.listFacilities({}, { signal: AbortSignal.timeout(deadlineMs) });
    known = new Map(answer.facilities.map((facility) => [facility.id, facility]));
    fetchedAt = performance.now();
    failedAt = Number.NEGATIVE_INFINITY;
  }
  function refresh(): Promise<void> {
    fetching ??= fetchAll()
      .catch((error: unknown) => {
        failedAt = performance.now();
        throw error;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  }
  async function upToDate(enough: () => boolean): Promise<void> {
    const now = performance.now();
    if (now - fetchedAt < (enough() ? freshForMs : refetchAfterMs)) return;
    const refreshed = refresh();
    try {
      if (enough() && now - failedAt < freshForMs) refreshed.catch(() => {});
      else await refreshed;
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
    async isKnown(id) {
      await upToDate(() => known.has(id));
      return known.has(id);
    },
    async isOpen(id) {
      await upToDate(() => known.has(id));
      return known.get(id)?.active ?? false;
    },
    async listOpen() {
      await upToDate(() => known.size > 0);
      return [...known.values()].filter(({ active }) => active).map(({ id }) => id);
    },
    async listZones(among) {
      await upToDate(() => (among === "all" ? known.size > 0 : among.every((id) => known.has(id))));
      const wanted = among === "all" ? [...known.keys()] : among;
      return wanted.flatMap((id) => {
        const facility = known.get(id);
        return facility ? [{ facilityId: id, timeZone: facility.timeZone || "UTC" }] : [];
      });
    },
    async find(id) {
      await upToDate(() => known.has(id));
      const facility = known.get(id);
      return facility && { ...facility, timeZone: facility.timeZone || "UTC" };
    },
  };
}
