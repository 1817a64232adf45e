import { Reversal } from "@pms/contracts/billing/postings";
import { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import type { App } from "@pms/kit/http/server";
import type { Deps } from "../deps.ts";
import { movesMoney } from "../doors/declarations.ts";
import { reverseTransaction } from "./reverse-transaction.ts";

export function addReversals(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/billing/transactions/:id/reversal",
    operationId: "reverseTransaction",
    summary: "Undo a transaction by posting its opposite",
    ...movesMoney,
    access: "billing:adjust",
    params: IdParams,
    body: Reversal,
    response: { 201: LedgerTransaction },
    handler: async (request, reply) => {
      const key = readIdempotencyKey(request);
      const input = { transactionId: request.params.id, reversal: request.body, key };
      return sendAnswer(reply, await reverseTransaction(deps, callerOf(request), input));
    },
  });
}
