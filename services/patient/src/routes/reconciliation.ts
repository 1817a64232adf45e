import { Reconciliation } from "@pms/contracts/patients";
import { actorOf } from "@pms/kit/access";
import { auditContextOf } from "@pms/kit/audit";
import type { App } from "@pms/kit/server";
import type { Deps } from "../deps.ts";
import { reconcileAccounts } from "../domain/reconcile-accounts.ts";

export function addReconciliation(app: App, deps: Deps): void {
  app.post(
    "/api/patients/reconciliation",
    {
      config: { access: { permission: "billing:reconcile" }, patientData: true },
      schema: {
        operationId: "reconcileAccounts",
        summary:
          "Find and repair accounts that are missing or do not go with the patient's status or facility; close accounts without patient, report those that have a balance",
        tags: ["patients"],
        response: { 200: Reconciliation },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      return reconcileAccounts(deps, { actor, audit: auditContextOf(request, actor) });
    },
  );
}
