import { Correction, Reversal } from "@pms/contracts/billing/postings";
import { CorrectedTransaction, LedgerTransaction } from "@pms/contracts/billing/transactions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import type { App } from "@pms/kit/http/server";
import { requirePermission } from "@pms/kit/trust/access";
import type { Deps } from "../deps.ts";
import { documented, needs } from "../doors/declarations.ts";
import { correctTransaction } from "./correct-transaction.ts";
import { reverseTransaction } from "./reverse-transaction.ts";

export function reversalRoutes(app: App, deps: Deps): void {
  app.post("/api/billing/transactions/:id/reversal", {
    config: needs("billing:adjust"),
    schema: {
      ...documented("reverseTransaction", "Undo a transaction by posting its opposite"),
      params: IdParams,
      body: Reversal,
      response: { 201: LedgerTransaction },
    },
    handler: async (request, reply) => {
      const key = readIdempotencyKey(request);
      const input = { transactionId: request.params.id, reversal: request.body, key };
      return sendAnswer(reply, await reverseTransaction(deps, callerOf(request), input));
    },
  });

  app.post("/api/billing/transactions/:id/correction", {
    config: { ...needs("billing:adjust"), refusals: [412] },
    schema: {
      ...documented(
        "correctTransaction",
        "Undo a charge, payment or adjustment and post what it should have been, as one",
      ),
      params: IdParams,
      body: Correction,
      response: { 201: CorrectedTransaction },
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      // An adjustment is the adjuster's alone; charges and payments are posted by who may post.
      if (!request.body.adjustment) requirePermission(caller.actor, "billing:post");
      const key = readIdempotencyKey(request);
      const input = { transactionId: request.params.id, correction: request.body, key };
      return sendAnswer(reply, await correctTransaction(deps, caller, input));
    },
  });
}
