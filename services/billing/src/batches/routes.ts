import { TransactionBatch, TransactionBatchResult } from "@pms/contracts/billing/batches";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { postBatch } from "./post-batch.ts";

/** What the gateway lets in on this route. */
const bodyMaxBytes = 2 * 1_048_576;

export function addBatches(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/billing/batches",
    operationId: "postBatch",
    summary: "Post up to 1,000 transactions; a row that is known by source and externalId posts nothing",
    description:
      "Rows are charges, payments, adjustments and transfers; a refund or a reversal is posted alone, by a person. Each row's own key is its externalId, which is required: however often it is sent, it is posted once, and with other facts or for another patient it is refused (409). With an Idempotency-Key the whole answer is given again as it was.",
    tags: ["billing"],
    access: "billing:import",
    patientData: true,
    idempotencyKey: "optional",
    bodyLimit: bodyMaxBytes,
    bodyValuesMax: 50_000,
    body: TransactionBatch,
    response: { 200: TransactionBatchResult },
    handler: async (request, reply) => {
      const key = readIdempotencyKey(request);
      return sendAnswer(reply, await postBatch(deps, callerOf(request), { batch: request.body, key }));
    },
  });
}
