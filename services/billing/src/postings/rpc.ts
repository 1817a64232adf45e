import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import { ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import { requirePermission } from "@pms/kit/trust/access";
import type { Deps } from "../deps.ts";
import { requireUuid } from "../doors/require-uuid.ts";
import { transactionMessage } from "../transactions/transaction-message.ts";
import { postOnceByExternalId } from "./post-once-by-external-id.ts";
import { requestOfMessage } from "./request-of-message.ts";

export function postingMethods(deps: Deps): Pick<BillingServiceImplementation<RpcContext>, "postTransaction"> {
  return {
    async postTransaction(message, context) {
      const caller = callerOfCall(context);
      const accountId = requireUuid(message.accountId, "account_id");
      const { idempotencyKey: externalId } = message;
      if (externalId.length < 1 || externalId.length > 255)
        throw new ProblemError("invalid", "idempotency_key takes 1 to 255 characters.");
      const { request, permission } = requestOfMessage(message);
      requirePermission(caller.actor, permission);
      const namesDate = message.effectiveOn !== "";
      return transactionMessage(
        await postOnceByExternalId(deps, caller, { accountId, externalId, request, namesDate }),
      );
    },
  };
}
