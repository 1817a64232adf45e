import type { Permission } from "@pms/contracts/auth/permissions";
import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { RpcContext } from "@pms/kit/rpc/server";
import { accountChangeMethods } from "./accounts/change-accounts-rpc.ts";
import { openingMethods } from "./accounts/open-accounts-rpc.ts";
import { accountMethods } from "./accounts/rpc.ts";
import type { Deps } from "./deps.ts";
import { mergeMethods } from "./merges/rpc.ts";
import { postingMethods } from "./postings/rpc.ts";
import { snapshotMethods } from "./snapshots/rpc.ts";
import { transactionMethods } from "./transactions/rpc.ts";

/** Closing and reopening go with registering and deactivating patients, as opening does. */
export const rpcAccess = {
  createBillingAccount: "billing:open-account",
  createBillingAccounts: "billing:open-account",
  getBillingAccount: "billing:read",
  postTransaction: "billing:post",
  listTransactions: "billing:read",
  closeBillingAccount: "billing:open-account",
  reopenBillingAccount: "billing:open-account",
  moveBillingAccount: "billing:reconcile",
  mergeBillingAccounts: "billing:reconcile",
  unmergeBillingAccounts: "billing:reconcile",
  listBillingAccounts: "billing:reconcile",
  streamSnapshot: "snapshot:read",
} as const satisfies Record<string, Permission>;

export function billingService(deps: Deps): BillingServiceImplementation<RpcContext> {
  return {
    ...openingMethods(deps),
    ...accountMethods(deps),
    ...accountChangeMethods(deps),
    ...transactionMethods(deps),
    ...postingMethods(deps),
    ...mergeMethods(deps),
    ...snapshotMethods(deps),
  };
}
