import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import { ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import { accountMessage } from "../accounts/account-message.ts";
import type { Deps } from "../deps.ts";
import { requireUuid } from "../doors/require-uuid.ts";
import { transactionMessage } from "../transactions/transaction-message.ts";
import { mergeAccounts } from "./merge-accounts.ts";
import { unmergeAccounts } from "./unmerge-accounts.ts";

type Methods = Pick<BillingServiceImplementation<RpcContext>, "mergeBillingAccounts" | "unmergeBillingAccounts">;

export function mergeMethods(deps: Deps): Methods {
  return {
    async mergeBillingAccounts({ mergeId, survivorPatientId, mergedPatientId, dryRun }, context) {
      const input = {
        mergeId: requireUuid(mergeId, "merge_id"),
        survivorPatientId: requireUuid(survivorPatientId, "survivor_patient_id"),
        mergedPatientId: requireUuid(mergedPatientId, "merged_patient_id"),
        dryRun,
      };
      if (input.survivorPatientId === input.mergedPatientId)
        throw new ProblemError("invalid", "A record can't be merged into itself.");
      const { survivor, merged, moved } = await mergeAccounts(deps, callerOfCall(context), input);
      return {
        survivor: accountMessage(survivor),
        merged: accountMessage(merged),
        movedMinor: moved.patientMinor + moved.payerMinor,
        movedPayerMinor: moved.payerMinor,
      };
    },
    async unmergeBillingAccounts({ mergeId, moveTransactionIds, dryRun }, context) {
      const moving = [...new Set(moveTransactionIds.map((id) => requireUuid(id, "move_transaction_ids")))];
      const input = { mergeId: requireUuid(mergeId, "merge_id"), moveTransactionIds: moving, dryRun };
      const { survivor, merged, since } = await unmergeAccounts(deps, callerOfCall(context), input);
      const of = { patient_id: survivor?.patient_id ?? "", reversed_by: null };
      return {
        ...(survivor && { survivor: accountMessage(survivor) }),
        ...(merged && { merged: accountMessage(merged) }),
        postedSince: since.map((row) => transactionMessage({ ...row, ...of })),
      };
    },
  };
}
