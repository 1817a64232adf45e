/** One route per type of posting, with its own body and permission. It answers the transaction. */
import type { Permission } from "@pms/contracts/auth/permissions";
import { Adjustment, Charge, Payment, Refund, Transfer } from "@pms/contracts/billing/postings";
import { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import type { App } from "@pms/kit/http/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { TSchema } from "typebox";
import type { Deps } from "../deps.ts";
import { documented, needs } from "../doors/declarations.ts";
import { postTransaction } from "./post-transaction.ts";
import type { PostingRequest } from "./posting-of.ts";

export function postingRoutes(app: App, deps: Deps): void {
  app.post("/api/billing/accounts/:id/charges", {
    config: posts("billing:post"),
    schema: schemaOf(Charge, "postCharge", "Post a charge"),
    handler: async (request, reply) =>
      answer(deps, request, reply, { accountId: request.params.id, request: { type: "charge", ...request.body } }),
  });
  app.post("/api/billing/accounts/:id/payments", {
    config: posts("billing:post"),
    schema: schemaOf(Payment, "postPayment", "Post a payment"),
    handler: async (request, reply) =>
      answer(deps, request, reply, { accountId: request.params.id, request: { type: "payment", ...request.body } }),
  });
  app.post("/api/billing/accounts/:id/adjustments", {
    config: posts("billing:adjust"),
    schema: schemaOf(Adjustment, "postAdjustment", "Post an adjustment"),
    handler: async (request, reply) =>
      answer(deps, request, reply, { accountId: request.params.id, request: { type: "adjustment", ...request.body } }),
  });
  app.post("/api/billing/accounts/:id/refunds", {
    config: posts("billing:refund"),
    schema: schemaOf(
      Refund,
      "postRefund",
      "Give money back, at most what the one that it goes to has paid and has in credit",
    ),
    handler: async (request, reply) =>
      answer(deps, request, reply, { accountId: request.params.id, request: { type: "refund", ...request.body } }),
  });
  app.post("/api/billing/accounts/:id/transfers", {
    config: posts("billing:post"),
    schema: schemaOf(Transfer, "postTransfer", "Move responsibility between patient and payer"),
    handler: async (request, reply) =>
      answer(deps, request, reply, { accountId: request.params.id, request: { type: "transfer", ...request.body } }),
  });
}

/** 412 for an account that is not as the caller saw it. */
const posts = (permission: Permission) => ({ ...needs(permission), refusals: [412] });

async function answer(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  posting: { accountId: string; request: PostingRequest },
): Promise<FastifyReply> {
  const key = readIdempotencyKey(request);
  return sendAnswer(reply, await postTransaction(deps, callerOf(request), { ...posting, key }));
}

function schemaOf<Body extends TSchema>(body: Body, operationId: string, summary: string) {
  return { ...documented(operationId, summary), params: IdParams, body, response: { 201: LedgerTransaction } };
}
