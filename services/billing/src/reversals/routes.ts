import { Reversal } from "@pms/contracts/billing/postings";
import { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import type { App } from "@pms/kit/http/server";
import type { Deps } from "../deps.ts";
import { documented, needs } from "../doors/declarations.ts";
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
}
