import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import { findAccount } from "../accounts/store/accounts.ts";
import type { Deps } from "../deps.ts";
import { pageSizeOf } from "../doors/page-size.ts";
import { requireUuid } from "../doors/require-uuid.ts";
import { listTransactions } from "./store/transactions.ts";
import { transactionMessage } from "./transaction-message.ts";

export function transactionMethods(deps: Deps): Pick<BillingServiceImplementation<RpcContext>, "listTransactions"> {
  const { db } = deps.database;
  return {
    async listTransactions({ accountId, pageSize, pageToken }, context) {
      const caller = callerOfCall(context);
      const account = await findAccount(db, requireUuid(accountId, "account_id"), caller.actor);
      if (!account) throw notFound();
      if (!/^\d{0,15}$/.test(pageToken)) throw new ProblemError("invalid", "page_token is not one of ours.");
      const limit = pageSizeOf(pageSize, 50, 200);
      const after = pageToken === "" ? undefined : BigInt(pageToken);
      const page = { accountId: account.id, newestFirst: true, after, limit: limit + 1 };
      const rows = await listTransactions(db, page, caller.actor);
      const shown = rows.slice(0, limit);
      deps.audit.record(caller.audit, {
        action: "billing.list-transactions",
        resourceType: "account",
        resourceId: account.id,
        patientId: account.patient_id,
        facilityId: account.facility_id,
        details: { count: String(shown.length) },
      });
      const nextPageToken = rows.length > limit ? String(shown.at(-1)?.sequence ?? "") : "";
      return { transactions: shown.map(transactionMessage), nextPageToken };
    },
  };
}
