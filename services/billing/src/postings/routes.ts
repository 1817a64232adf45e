/** One route per type of posting, with its own body and permission. It answers the transaction. */
import { Adjustment, Payment, Refund, Transfer } from "@pms/contracts/billing/postings";
import { ListedCharge } from "@pms/contracts/billing/prices";
import { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { KeptAnswer } from "@pms/kit/events/commit";
import type { App } from "@pms/kit/http/app";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import type { FastifyRequest } from "fastify";
import type { Deps } from "../deps.ts";
import { movesMoney } from "../doors/declarations.ts";
import { postTransaction } from "./post-transaction.ts";
import type { PostingRequest } from "./posting-of.ts";

const declared = {
  method: "POST",
  ...movesMoney,
  refusals: [412],
  params: IdParams,
  response: { 201: LedgerTransaction },
} as const;

export function addPostings(app: App, deps: Deps): void {
  addRoute(app, {
    ...declared,
    url: "/api/billing/accounts/:id/charges",
    operationId: "postCharge",
    summary: "Post a charge; what it leaves open of amount and description, the price list says",
    access: "billing:post",
    body: ListedCharge,
    handler: async (request, reply) =>
      sendAnswer(reply, await post(deps, request, { type: "charge", ...request.body })),
  });
  addRoute(app, {
    ...declared,
    url: "/api/billing/accounts/:id/payments",
    operationId: "postPayment",
    summary: "Post a payment",
    access: "billing:post",
    body: Payment,
    handler: async (request, reply) =>
      sendAnswer(reply, await post(deps, request, { type: "payment", ...request.body })),
  });
  addRoute(app, {
    ...declared,
    url: "/api/billing/accounts/:id/adjustments",
    operationId: "postAdjustment",
    summary: "Post an adjustment",
    access: "billing:adjust",
    body: Adjustment,
    handler: async (request, reply) =>
      sendAnswer(reply, await post(deps, request, { type: "adjustment", ...request.body })),
  });
  addRoute(app, {
    ...declared,
    url: "/api/billing/accounts/:id/refunds",
    operationId: "postRefund",
    summary: "Give money back, at most what the one that it goes to has paid and has in credit",
    access: "billing:refund",
    body: Refund,
    handler: async (request, reply) =>
      sendAnswer(reply, await post(deps, request, { type: "refund", ...request.body })),
  });
  addRoute(app, {
    ...declared,
    url: "/api/billing/accounts/:id/transfers",
    operationId: "postTransfer",
    summary: "Move responsibility between patient and payer",
    access: "billing:post",
    body: Transfer,
    handler: async (request, reply) =>
      sendAnswer(reply, await post(deps, request, { type: "transfer", ...request.body })),
  });
}

type Posted = PostingRequest | ({ type: "charge" } & ListedCharge);

function post(deps: Deps, request: FastifyRequest<{ Params: IdParams }>, posting: Posted): Promise<KeptAnswer> {
  const input = { accountId: request.params.id, request: posting, key: readIdempotencyKey(request) };
  return postTransaction(deps, callerOf(request), input);
}
