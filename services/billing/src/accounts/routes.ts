import { Account, AccountList, accountSorts } from "@pms/contracts/billing/accounts";
import { IdParams, LocalDate, PageQuery } from "@pms/contracts/http/common";
import { type Caller, callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { etagOf, notModified } from "@pms/kit/http/conditional";
import { addRoute } from "@pms/kit/http/route";
import { type CursorBinding, decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { reads } from "../doors/declarations.ts";
import { balanceAsOf } from "../ledger/store/balances.ts";
import type { AccountRow } from "../store/tables.ts";
import { accountJson } from "./account-json.ts";
import { countAccounts, findAccount, findAccountOfPatient, listAccounts, noSuchAccount } from "./store/accounts.ts";
import { listAccountsByBalance } from "./store/list-by-balance.ts";

const ListQuery = Type.Object({
  ...PageQuery,
  status: Type.Optional(Type.Enum(["active", "closed"])),
  sort: Type.Optional(Type.Enum(accountSorts)),
});
const AsOfQuery = Type.Object({ asOf: Type.Optional(LocalDate) });
const PatientParams = Type.Object({ patientId: IdParams.properties.id });

export function addAccounts(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/accounts",
    ...reads,
    operationId: "listAccounts",
    summary:
      "The accounts that the caller has access to, as they were opened; by `-balance` those that owe most come first",
    querystring: ListQuery,
    response: { 200: AccountList },
    handler: async (request) => answerList(deps, callerOf(request), request.query),
  });

  addRoute(app, {
    method: "GET",
    url: "/api/billing/accounts/:id",
    ...reads,
    operationId: "getAccount",
    summary: "An account; with `asOf`, its balance at the end of that effective date",
    params: IdParams,
    querystring: AsOfQuery,
    response: { 200: Account, 304: Type.Null() },
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

  addRoute(app, {
    method: "GET",
    url: "/api/billing/patients/:patientId/account",
    ...reads,
    operationId: "getAccountOfPatient",
    summary: "A patient's account",
    params: PatientParams,
    response: { 200: Account, 304: Type.Null() },
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
  const { limit = 50, status, sort, total } = query;
  const binding = { actorId: caller.actor.id, query };
  const byBalance = sort === "-balance";
  const filter = { limit: limit + 1, ...(status && { status }) };
  const [found, count] = await Promise.all([
    byBalance
      ? listAccountsByBalance(deps.database.db, { ...filter, ...balanceAfter(query.cursor, binding) }, caller.actor)
      : listAccounts(deps.database.db, { ...filter, ...openedAfter(query.cursor, binding) }, caller.actor),
    total ? countAccounts(deps.database.db, status, caller.actor) : undefined,
  ]);
  const { rows, page } = pageOf(found, { limit, binding, positionOf: positionIn(byBalance), total: count });
  deps.audit.record(caller.audit, {
    action: "billing.list-accounts",
    resourceType: "account",
    details: { count: String(rows.length) },
    shown: rows.map((row) => ({ patientId: row.patient_id, facilityId: row.facility_id })),
  });
  return { data: rows.map(accountJson), page };
}

function positionIn(byBalance: boolean): (row: AccountRow) => (string | number)[] {
  return ({ id, balance_minor }) => (byBalance ? [id, Number(balance_minor)] : [id]);
}

function openedAfter(cursor: string | undefined, binding: CursorBinding) {
  const afterId = idAfter(cursor, binding);
  return afterId === undefined ? {} : { afterId };
}

/** Where a list by balance goes on; 400 for a cursor that names none. */
function balanceAfter(cursor: string | undefined, binding: CursorBinding) {
  const id = idAfter(cursor, binding);
  if (id === undefined) return {};
  const balanceMinor = decodeCursor(cursor, binding)?.[1];
  if (typeof balanceMinor !== "number" || !Number.isSafeInteger(balanceMinor)) throw foreignCursor();
  return { after: { id, balanceMinor } };
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
