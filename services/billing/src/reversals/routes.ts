import { Correction, Reversal } from "@pms/contracts/billing/postings";
import { CorrectedTransaction, LedgerTransaction } from "@pms/contracts/billing/transactions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import { requirePermission } from "@pms/kit/trust/access";
import type { Deps } from "../deps.ts";
import { movesMoney } from "../doors/declarations.ts";
import { correctTransaction } from "./correct-transaction.ts";
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

  addRoute(app, {
    method: "POST",
    url: "/api/billing/transactions/:id/correction",
    operationId: "correctTransaction",
    summary: "Undo a charge, payment or adjustment and post what it should have been, as one",
    ...movesMoney,
    access: "billing:adjust",
    refusals: [412],
    params: IdParams,
    body: Correction,
    response: { 201: CorrectedTransaction },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      // An adjustment is the adjuster's alone; charges and payments are posted by who may post.
      if (!request.body.adjustment) requirePermission(caller.actor, "billing:post");
      const input = { transactionId: request.params.id, correction: request.body, key: readIdempotencyKey(request) };
      return sendAnswer(reply, await correctTransaction(deps, caller, input));
    },
  });
}
