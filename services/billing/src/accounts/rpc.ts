import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import { countOverdueEvents } from "@pms/kit/events/outbox";
import { requirePermission } from "@pms/kit/http/access";
import { notFound, ProblemError } from "@pms/kit/http/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import type { Deps } from "../deps.ts";
import { pageSizeOf } from "../doors/page-size.ts";
import { requireUuid } from "../doors/require-uuid.ts";
import { accountMessage } from "./account-message.ts";
import { closeAccount, reopenAccount } from "./change-account-status.ts";
import { moveAccount } from "./move-account.ts";
import { findAccount, findAccountOfPatient, listAccounts } from "./store/accounts.ts";

/** Staff who register patients, and services. Patients change none: refused before it is looked for. */
const changesStatus = ["patient:write", "billing:reconcile"] as const;

/** PostgreSQL's integer. */
const versionMax = 2_147_483_647n;

type Methods = Pick<
  BillingServiceImplementation<RpcContext>,
  "getBillingAccount" | "closeBillingAccount" | "reopenBillingAccount" | "moveBillingAccount" | "listBillingAccounts"
>;

export function accountMethods(deps: Deps): Methods {
  const { db } = deps.database;
  return {
    async getBillingAccount({ accountId, patientId }, context) {
      const caller = callerOfCall(context);
      const account =
        accountId !== undefined
          ? await findAccount(db, requireUuid(accountId, "account_id"), caller.actor)
          : await findAccountOfPatient(db, requireUuid(patientId ?? "", "patient_id"), caller.actor);
      if (!account) throw notFound();
      deps.audit.record(caller.audit, {
        action: "billing.read",
        resourceType: "account",
        resourceId: account.id,
        patientId: account.patient_id,
        facilityId: account.facility_id,
      });
      return accountMessage(account);
    },
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
    async listBillingAccounts({ pageSize, pageToken }, context) {
      const caller = callerOfCall(context);
      const limit = pageSizeOf(pageSize, 1_000, 1_000);
      if (pageToken !== "") requireUuid(pageToken, "page_token");
      const filter = { limit: limit + 1, ...(pageToken !== "" && { afterId: pageToken }) };
      const rows = await listAccounts(db, filter, caller.actor);
      const accounts = rows.slice(0, limit);
      const details = { count: String(accounts.length) };
      deps.audit.record(caller.audit, { action: "billing.list-accounts", resourceType: "account", details });
      const page = { accounts: accounts.map(accountMessage) };
      if (rows.length > limit) return { ...page, nextPageToken: accounts.at(-1)?.id ?? "" };
      const overdueEvents = BigInt(await countOverdueEvents(deps.database.pool));
      deps.wakeRelay();
      return { ...page, nextPageToken: "", overdueEvents };
    },
  };
}
