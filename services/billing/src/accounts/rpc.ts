import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import { countOverdueEvents } from "@pms/kit/events/outbox";
import { notFound } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import type { Deps } from "../deps.ts";
import { pageSizeOf } from "../doors/page-size.ts";
import { requireUuid } from "../doors/require-uuid.ts";
import { accountMessage } from "./account-message.ts";
import { findAccount, findAccountOfPatient, listAccounts } from "./store/accounts.ts";

type Methods = Pick<BillingServiceImplementation<RpcContext>, "getBillingAccount" | "listBillingAccounts">;

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
