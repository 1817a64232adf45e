import { Account, AccountList } from "@pms/contracts/billing/accounts";
import { IdParams, LocalDate, PageQuery } from "@pms/contracts/http/common";
import { type Caller, callerOf } from "@pms/kit/audit/caller";
import { etagOf, notModified } from "@pms/kit/http/conditional";
import type { App } from "@pms/kit/http/server";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { documented, reads } from "../doors/declarations.ts";
import { balanceAsOf } from "../ledger/store/balances.ts";
import type { AccountRow } from "../store/tables.ts";
import { accountJson } from "./account-json.ts";
import { countAccounts, findAccount, findAccountOfPatient, listAccounts, noSuchAccount } from "./store/accounts.ts";

const ListQuery = Type.Object({ ...PageQuery, status: Type.Optional(Type.Enum(["active", "closed"])) });
const AsOfQuery = Type.Object({ asOf: Type.Optional(LocalDate) });
const PatientParams = Type.Object({ patientId: IdParams.properties.id });

export function accountRoutes(app: App, deps: Deps): void {
  app.get("/api/billing/accounts", {
    config: reads,
    schema: {
      ...documented("listAccounts", "The accounts that the caller has access to"),
      querystring: ListQuery,
      response: { 200: AccountList },
    },
    handler: async (request) => answerList(deps, callerOf(request), request.query),
  });

  app.get("/api/billing/accounts/:id", {
    config: reads,
    schema: {
      ...documented("getAccount", "An account; with `asOf`, its balance at the end of that effective date"),
      params: IdParams,
      querystring: AsOfQuery,
      response: { 200: Account, 304: Type.Null() },
    },
    handler: async (request, reply) => {
      const { asOf } = request.query;
      const caller = callerOf(request);
      const account = await findAccount(deps.database.db, request.params.id, caller.actor);
      if (!account) throw noSuchAccount();
      recordRead(deps, caller, account);
      if (asOf !== undefined)
        return { ...accountJson({ ...account, ...(await balanceAsOf(deps.database.db, account.id, asOf)) }), asOf };
      if (notModified(request, reply, etagOf(account.version))) return reply.code(304).send(null);
      return accountJson(account);
    },
  });

  app.get("/api/billing/patients/:patientId/account", {
    config: reads,
    schema: {
      ...documented("getAccountOfPatient", "A patient's account"),
      params: PatientParams,
      response: { 200: Account, 304: Type.Null() },
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const account = await findAccountOfPatient(deps.database.db, request.params.patientId, caller.actor);
      if (!account) throw noSuchAccount();
      recordRead(deps, caller, account);
      if (notModified(request, reply, etagOf(account.version))) return reply.code(304).send(null);
      return accountJson(account);
    },
  });
}

async function answerList(deps: Deps, caller: Caller, query: Type.Static<typeof ListQuery>) {
  const { limit = 50, status, total } = query;
  const binding = { actorId: caller.actor.id, query };
  const afterId = idAfter(query.cursor, binding);
  const filter = {
    limit: limit + 1,
    ...(status && { status }),
    ...(afterId && { afterId }),
  };
  const [found, count] = await Promise.all([
    listAccounts(deps.database.db, filter, caller.actor),
    total ? countAccounts(deps.database.db, status, caller.actor) : undefined,
  ]);
  const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ id }) => [id], total: count });
  deps.audit.record(caller.audit, {
    action: "billing.list-accounts",
    resourceType: "account",
    details: { count: String(rows.length) },
    shown: rows.map((row) => ({ patientId: row.patient_id, facilityId: row.facility_id })),
  });
  return { data: rows.map(accountJson), page };
}

function recordRead(deps: Deps, caller: Caller, account: AccountRow): void {
  deps.audit.record(caller.audit, {
    action: "billing.read",
    resourceType: "account",
    resourceId: account.id,
    patientId: account.patient_id,
    facilityId: account.facility_id,
  });
}
