import { TransactionBatch, TransactionBatchResult } from "@pms/contracts/billing";
import type { App } from "@pms/kit/server";
import type { Deps } from "../deps.ts";
import { postBatch } from "../domain/post-batch.ts";
import { callerOf } from "./caller-of.ts";
import { documented, needs } from "./declarations.ts";

export function batchRoutes(app: App, deps: Deps): void {
  app.post("/api/billing/batches", {
    config: needs("billing:import"),
    schema: {
      ...documented(
        "postBatch",
        "Post up to 1,000 transactions; a row that is known by source and externalId posts nothing",
      ),
      body: TransactionBatch,
      response: { 200: TransactionBatchResult },
    },
    handler: async (request) => {
      const results = await postBatch(deps, callerOf(request), request.body);
      deps.wakeRelay();
      return { results };
    },
  });
}
