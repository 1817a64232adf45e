import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import { ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import { requirePermission } from "@pms/kit/trust/access";
import type { Deps } from "../deps.ts";
import { requireUuid } from "../doors/require-uuid.ts";
import { accountMessage } from "./account-message.ts";
import { closeAccount, reopenAccount } from "./change-account-status.ts";
import { moveAccount } from "./move-account.ts";

/**
 * Staff who register patients, and services. Patients change none: refused before it is looked for.
 */
const changesStatus = ["patient:write", "billing:reconcile"] as const;

/** PostgreSQL's integer. */
const versionMax = 2_147_483_647n;

type Methods = Pick<
  BillingServiceImplementation<RpcContext>,
  "closeBillingAccount" | "reopenBillingAccount" | "moveBillingAccount"
>;

export function accountChangeMethods(deps: Deps): Methods {
  return {
    async closeBillingAccount({ accountId }, context) {
      const caller = callerOfCall(context);
      requirePermission(caller.actor, changesStatus);
      const id = requireUuid(accountId, "account_id");
      return accountMessage(await closeAccount(deps, caller, { accountId: id }));
    },
    async reopenBillingAccount({ accountId }, context) {
      const caller = callerOfCall(context);
      requirePermission(caller.actor, changesStatus);
      const id = requireUuid(accountId, "account_id");
      return accountMessage(await reopenAccount(deps, caller, { accountId: id }));
    },
    async moveBillingAccount({ accountId, facilityId, patientVersion }, context) {
      const caller = callerOfCall(context);
      const id = requireUuid(accountId, "account_id");
      if (patientVersion < 1n || patientVersion > versionMax)
        throw new ProblemError("invalid", "patient_version must be the version of a patient's record.");
      const to = { facilityId: requireUuid(facilityId, "facility_id"), version: Number(patientVersion) };
      return accountMessage(await moveAccount(deps, caller, { accountId: id, to }));
    },
  };
}
