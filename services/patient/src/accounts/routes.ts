import type { ServerResponse } from "node:http";
import { Reconciliation } from "@pms/contracts/patients/reconciliation";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { reconcileAccounts } from "./reconcile-accounts.ts";

export function addReconciliation(app: App, deps: Deps): void {
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort(new ProblemError("unavailable", "The service is stopping.")));
  addRoute(app, {
    method: "POST",
    url: "/api/patients/reconciliation",
    operationId: "reconcileAccounts",
    summary:
      "Find and repair accounts that are missing or do not go with the patient's status or facility; close accounts without patient, report those that have a balance",
    description:
      "It may take minutes; 409 while one is under way. Without Idempotency-Key: doing it again repairs what is left, and changes nothing where nothing is wrong. It ends when the caller goes away.",
    tags: ["patients"],
    response: { 200: Reconciliation },
    access: "billing:reconcile",
    patientData: true,
    refusals: [409],
    handler: async (request, reply) => {
      const signal = AbortSignal.any([stopping.signal, goneSignal(reply.raw)]);
      return reconcileAccounts(deps, callerOf(request), { signal });
    },
  });
}

/** Aborted when nobody waits for the answer any more. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableEnded) gone.abort(new ProblemError("timed-out", "The caller has gone."));
  });
  return gone.signal;
}
