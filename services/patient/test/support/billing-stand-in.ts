/**
 * Billing's side of the calls, for what only a test can ask of it: to be down, slow, or to refuse.
 * Kept in memory.
 */
import { randomUUIDv7 } from "node:crypto";
import {
  AccountStatus,
  type BillingAccount,
  BillingServiceDefinition,
  type BillingServiceImplementation,
  type CreateBillingAccountRequest,
  type DeepPartial,
} from "@pms/contracts/gen/pms/billing/v1/billing";
import { findFreePort } from "@pms/embedded/free-ports";
import { type CallContext, createServer, type Server, ServerError, Status } from "nice-grpc";

export type BillingStandIn = {
  address: string;
  /** By patient id. */
  accounts: Map<string, BillingAccount>;
  /** The `authorization` of every call, newest last. */
  tokens: string[];
  /** Values of `authorization` that are not known any more. */
  deadTokens: Set<string>;
  delayMs: number;
  /** Events that billing has not published. */
  overdueEvents: number;
  /** Facilities whose accounts are refused. */
  refusedFacilities: Set<string>;
  /** What happens between the closing or reopening of an account and the answer that says so. */
  beforeAnswer: ((accountId: string) => Promise<void>) | undefined;
  /** Why merges, and their undoing, are refused. */
  refuseMerges: string;
  refuseUnmerges: string;
  /** By merge id, as long as they are not undone. */
  merges: Map<string, { survivor: BillingAccount; merged: BillingAccount; movedMinor: bigint }>;
  /** What happens between the reading of a page of accounts and the answer with it. */
  beforePage: (() => Promise<void>) | undefined;
  stop(): Promise<void>;
  start(): Promise<void>;
};

export async function startBillingStandIn(): Promise<BillingStandIn> {
  let server: Server | undefined;
  const address = `127.0.0.1:${await findFreePort()}`;
  const state: BillingStandIn = {
    address,
    accounts: new Map(),
    tokens: [],
    deadTokens: new Set(),
    delayMs: 0,
    overdueEvents: 0,
    refusedFacilities: new Set(),
    beforeAnswer: undefined,
    refuseMerges: "",
    refuseUnmerges: "",
    merges: new Map(),
    beforePage: undefined,
    async stop() {
      server?.forceShutdown();
      server = undefined;
    },
    async start() {
      server = createServer();
      server.add(BillingServiceDefinition, implementation(state));
      await server.listen(address);
    },
  };
  await state.start();
  return state;
}

function implementation(state: BillingStandIn): BillingServiceImplementation {
  const open = (request: CreateBillingAccountRequest): BillingAccount => {
    if (state.refusedFacilities.has(request.facilityId)) throw new ServerError(Status.INVALID_ARGUMENT, "refused");
    const account = state.accounts.get(request.patientId) ?? {
      id: request.accountId || randomUUIDv7(),
      patientId: request.patientId,
      status: AccountStatus.ACTIVE,
      currency: "USD",
      balanceMinor: 0n,
      openedAt: new Date().toISOString(),
      version: 1n,
      facilityId: request.facilityId,
      patientVersion: 0n,
    };
    state.accounts.set(request.patientId, account);
    return account;
  };
  const entered = async (context: CallContext) => {
    state.tokens.push(context.metadata.get("authorization") ?? "");
    if (state.deadTokens.has(state.tokens.at(-1) ?? "")) throw new ServerError(Status.UNAUTHENTICATED, "dead");
    if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs));
  };
  const byId = (id: string): BillingAccount => {
    const found = [...state.accounts.values()].find((account) => account.id === id);
    if (!found) throw new ServerError(Status.NOT_FOUND, "none");
    return found;
  };
  const unused = async (): Promise<DeepPartial<never>> => {
    throw new ServerError(Status.UNIMPLEMENTED, "not asked of a stand-in");
  };
  return {
    async createBillingAccount(request, context) {
      await entered(context);
      return open(request);
    },
    async createBillingAccounts({ accounts }, context) {
      await entered(context);
      for (const { facilityId } of accounts)
        if (state.refusedFacilities.has(facilityId)) throw new ServerError(Status.INVALID_ARGUMENT, "refused");
      return { accounts: accounts.map(open) };
    },
    async getBillingAccount({ patientId = "" }, context) {
      await entered(context);
      const account = state.accounts.get(patientId);
      if (!account) throw new ServerError(Status.NOT_FOUND, "none");
      return account;
    },
    async closeBillingAccount({ accountId }, context) {
      await entered(context);
      const account = byId(accountId);
      if (account.balanceMinor !== 0n) throw new ServerError(Status.FAILED_PRECONDITION, "balance");
      account.status = AccountStatus.CLOSED;
      await state.beforeAnswer?.(accountId);
      return account;
    },
    async reopenBillingAccount({ accountId }, context) {
      await entered(context);
      const account = byId(accountId);
      account.status = AccountStatus.ACTIVE;
      await state.beforeAnswer?.(accountId);
      return account;
    },
    async moveBillingAccount({ accountId, facilityId, patientVersion }, context) {
      await entered(context);
      return Object.assign(byId(accountId), { facilityId, patientVersion });
    },
    async listBillingAccounts({ pageSize, pageToken }, context) {
      await entered(context);
      const later = [...state.accounts.values()]
        .filter(({ id }) => id > pageToken)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const accounts = later.slice(0, pageSize);
      await state.beforePage?.();
      if (later.length > pageSize) return { accounts, nextPageToken: accounts.at(-1)?.id ?? "" };
      return { accounts, nextPageToken: "", overdueEvents: BigInt(state.overdueEvents) };
    },
    async mergeBillingAccounts({ survivorPatientId, mergedPatientId, dryRun, mergeId }, context) {
      await entered(context);
      if (state.refuseMerges) throw new ServerError(Status.FAILED_PRECONDITION, state.refuseMerges);
      const survivor = state.accounts.get(survivorPatientId);
      const merged = state.accounts.get(mergedPatientId);
      if (!survivor || !merged) throw new ServerError(Status.NOT_FOUND, "pending");
      const movedMinor = merged.balanceMinor;
      if (dryRun || state.merges.has(mergeId)) return { survivor, merged, movedMinor };
      if (merged.status === AccountStatus.CLOSED) throw new ServerError(Status.FAILED_PRECONDITION, "closed");
      state.merges.set(mergeId, { survivor, merged, movedMinor });
      survivor.balanceMinor += movedMinor;
      Object.assign(merged, { balanceMinor: 0n, status: AccountStatus.CLOSED });
      return { survivor, merged, movedMinor };
    },
    async unmergeBillingAccounts({ mergeId, dryRun }, context) {
      await entered(context);
      if (state.refuseUnmerges) throw new ServerError(Status.FAILED_PRECONDITION, state.refuseUnmerges);
      const merge = state.merges.get(mergeId);
      if (!merge || dryRun) return { postedSince: [] };
      state.merges.delete(mergeId);
      merge.survivor.balanceMinor -= merge.movedMinor;
      Object.assign(merge.merged, { balanceMinor: merge.movedMinor, status: AccountStatus.ACTIVE });
      return { ...merge, postedSince: [] };
    },
    postTransaction: unused,
    listTransactions: unused,
    // biome-ignore lint/correctness/useYield: analytics alone ask for it.
    async *streamSnapshot() {
      throw new ServerError(Status.UNIMPLEMENTED, "not asked of a stand-in");
    },
  };
}
