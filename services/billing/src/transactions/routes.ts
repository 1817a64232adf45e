import { LedgerTransaction, LedgerTransactionList } from "@pms/contracts/billing/transactions";
import { IdParams, LocalDate, PageQuery } from "@pms/contracts/http/common";
import { type Caller, callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { notFound } from "@pms/kit/problem/problem";
import { type Static, Type } from "typebox";
import { findAccount, noSuchAccount } from "../accounts/store/accounts.ts";
import type { Deps } from "../deps.ts";
import { reads } from "../doors/declarations.ts";
import { countTransactions, findTransaction, listTransactions } from "./store/transactions.ts";
import { transactionJson } from "./transaction-json.ts";

const ListQuery = Type.Object({
  ...PageQuery,
  /** Effective dates, both included. */
  from: Type.Optional(LocalDate),
  to: Type.Optional(LocalDate),
  sort: Type.Optional(Type.Enum(["postedAt", "-postedAt"])),
});

export function addTransactions(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/accounts/:id/transactions",
    ...reads,
    operationId: "listTransactions",
    summary: "What was posted to an account, newest first unless sorted otherwise",
    params: IdParams,
    querystring: ListQuery,
    response: { 200: LedgerTransactionList },
    handler: async (request) => answerList(deps, callerOf(request), request.params.id, request.query),
  });

  addRoute(app, {
    method: "GET",
    url: "/api/billing/transactions/:id",
    ...reads,
    operationId: "getTransaction",
    summary: "A transaction of the ledger",
    params: IdParams,
    response: { 200: LedgerTransaction },
    handler: async (request) => {
      const caller = callerOf(request);
      const transaction = await findTransaction(deps.database.db, request.params.id, caller.actor);
      if (!transaction) throw notFound();
      deps.audit.record(caller.audit, {
        action: "billing.read",
        resourceType: "transaction",
        resourceId: transaction.id,
        patientId: transaction.patient_id,
        facilityId: transaction.account_facility_id,
      });
      return transactionJson(transaction);
    },
  });
}

async function answerList(deps: Deps, caller: Caller, accountId: string, query: Static<typeof ListQuery>) {
  const { db } = deps.database;
  const account = await findAccount(db, accountId, caller.actor);
  if (!account) throw noSuchAccount();
  const { limit = 50, from, to, sort = "-postedAt", total } = query;
  const binding = { actorId: caller.actor.id, query: { ...query, accountId } };
  const position = decodeCursor(query.cursor, binding);
  const after = position && sequenceOf(position);
  const filter = { accountId, from, to };
  const order = { newestFirst: sort === "-postedAt", after, limit: limit + 1 };
  const [found, count] = await Promise.all([
    listTransactions(db, { ...filter, ...order }, caller.actor),
    total ? countTransactions(db, filter, caller.actor) : undefined,
  ]);
  const positionOf = ({ sequence }: { sequence: bigint }) => [Number(sequence)];
  const { rows, page } = pageOf(found, { limit, binding, positionOf, total: count });
  deps.audit.record(caller.audit, {
    action: "billing.list-transactions",
    resourceType: "account",
    resourceId: accountId,
    patientId: account.patient_id,
    facilityId: account.facility_id,
    details: { count: String(rows.length) },
  });
  return { data: rows.map(transactionJson), page };
}

function sequenceOf([sequence]: readonly (string | number | null)[]): bigint {
  if (typeof sequence !== "number" || !Number.isSafeInteger(sequence)) throw foreignCursor();
  return BigInt(sequence);
}
