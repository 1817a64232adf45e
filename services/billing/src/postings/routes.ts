/** Everything that posts: one route per kind, each with its own body and permission. The answer is the transaction. */
import { Adjustment, Charge, LedgerTransaction, Payment, Refund, Reversal, Transfer } from "@pms/contracts/billing";
import { IdParams } from "@pms/contracts/common";
import { actorOf } from "@pms/kit/http/access";
import type { App } from "@pms/kit/http/server";
import type { TSchema } from "typebox";
import type { Deps } from "../deps.ts";
import { type PostingRequest, postingOf } from "../ledger/posting.ts";
import { requireKnownFacility } from "../ledger/require-known-facility.ts";
import { findTransaction } from "../ledger/store/transactions.ts";
import { documented, needs } from "./declarations.ts";
import { type Effect, postOnce } from "./post-once.ts";
import { postTransaction } from "./post-transaction.ts";
import { reverseTransaction } from "./reverse-transaction.ts";

export function postingRoutes(app: App, deps: Deps): void {
  app.post("/api/billing/accounts/:id/charges", {
    config: needs("billing:post"),
    schema: schemaOf(Charge, "postCharge", "Post a charge"),
    handler: async (request, reply) => {
      await requireKnownFacility(deps.facilities, actorOf(request), request.body.facilityId);
      return postOnce(deps, request, reply, toAccount(request.params.id, { type: "charge", ...request.body }));
    },
  });
  app.post("/api/billing/accounts/:id/payments", {
    config: needs("billing:post"),
    schema: schemaOf(Payment, "postPayment", "Post a payment"),
    handler: async (request, reply) => {
      await requireKnownFacility(deps.facilities, actorOf(request), request.body.facilityId);
      return postOnce(deps, request, reply, toAccount(request.params.id, { type: "payment", ...request.body }));
    },
  });
  app.post("/api/billing/accounts/:id/adjustments", {
    config: needs("billing:adjust"),
    schema: schemaOf(Adjustment, "postAdjustment", "Post an adjustment"),
    handler: async (request, reply) =>
      postOnce(deps, request, reply, toAccount(request.params.id, { type: "adjustment", ...request.body })),
  });
  app.post("/api/billing/accounts/:id/refunds", {
    config: needs("billing:refund"),
    schema: schemaOf(
      Refund,
      "postRefund",
      "Give money back, at most what the one that it goes to has paid and has in credit",
    ),
    handler: async (request, reply) =>
      postOnce(deps, request, reply, toAccount(request.params.id, { type: "refund", ...request.body })),
  });
  app.post("/api/billing/accounts/:id/transfers", {
    config: needs("billing:post"),
    schema: schemaOf(Transfer, "postTransfer", "Move responsibility between patient and payer"),
    handler: async (request, reply) =>
      postOnce(deps, request, reply, toAccount(request.params.id, { type: "transfer", ...request.body })),
  });
  app.post("/api/billing/transactions/:id/reversal", {
    config: needs("billing:adjust"),
    schema: schemaOf(Reversal, "reverseTransaction", "Undo a transaction by posting its opposite"),
    handler: async (request, reply) => {
      const { id } = request.params;
      const seen = await findTransaction(deps.database.db, id, actorOf(request));
      const effect: Effect = (tx, caller) => reverseTransaction(tx, caller, id, request.body);
      return postOnce(deps, request, reply, { effect, accountId: seen?.account_id ?? id });
    },
  });
}

function toAccount(accountId: string, asked: PostingRequest): { effect: Effect; accountId: string } {
  const posting = postingOf(asked);
  return { effect: (tx, caller) => postTransaction(tx, caller, accountId, posting), accountId };
}

function schemaOf<Body extends TSchema>(body: Body, operationId: string, summary: string) {
  return { ...documented(operationId, summary), params: IdParams, body, response: { 201: LedgerTransaction } };
}
