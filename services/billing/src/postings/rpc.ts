import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import { inTransaction } from "@pms/kit/db/database";
import { requirePermission } from "@pms/kit/http/access";
import { notFound, ProblemError } from "@pms/kit/http/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import { findAccount } from "../accounts/store/accounts.ts";
import type { Deps } from "../deps.ts";
import { postingOf } from "../ledger/posting.ts";
import { requireUuid } from "../ledger/require-uuid.ts";
import { listTransactions } from "../ledger/store/transactions.ts";
import { transactionMessage } from "./messages.ts";
import { pageSizeOf } from "./page-size.ts";
import { postOnceByExternalId } from "./post-once-by-external-id.ts";
import { postingOfRequest } from "./posting-of-request.ts";

type Methods = Pick<BillingServiceImplementation<RpcContext>, "postTransaction" | "listTransactions">;

export function transactionMethods(deps: Deps): Methods {
  return {
    async postTransaction(request, context) {
      const caller = callerOfCall(context);
      const accountId = requireUuid(request.accountId, "account_id");
      const { idempotencyKey: key } = request;
      if (key.length < 1 || key.length > 255)
        throw new ProblemError("invalid", "idempotency_key takes 1 to 255 characters.");
      const { asked, permission } = postingOfRequest(request);
      requirePermission(caller.actor, permission);
      const posting = postingOf(asked);
      const dated = request.effectiveOn !== "";
      const posted = await inTransaction(
        deps.database,
        (tx) => postOnceByExternalId(tx, caller, accountId, { posting, key, dated }),
        accountId,
      );
      deps.wakeRelay();
      return transactionMessage(posted);
    },
    async listTransactions({ accountId, pageSize, pageToken }, context) {
      const caller = callerOfCall(context);
      const account = await findAccount(deps.database.db, requireUuid(accountId, "account_id"), caller.actor);
      if (!account) throw notFound();
      if (!/^\d{0,15}$/.test(pageToken)) throw new ProblemError("invalid", "page_token is not one of ours.");
      const limit = pageSizeOf(pageSize, 50, 200);
      const after = pageToken === "" ? undefined : BigInt(pageToken);
      const page = { accountId: account.id, newestFirst: true, after, limit: limit + 1 };
      const rows = await listTransactions(deps.database.db, page, caller.actor);
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
