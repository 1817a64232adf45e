import { RebuildStarted } from "@pms/contracts/analytics/reports";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { startRebuild } from "./start-rebuild.ts";

export function addRebuild(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/analytics/rebuild",
    operationId: "rebuildAnalytics",
    summary: "Calculate all figures anew from what the services know",
    description:
      "For those who see every facility. Reports go on reading the present figures until the new ones are complete, also while a service that is asked does not answer. 409 while a rebuild is running. Without Idempotency-Key: one more rebuild comes to the same figures.",
    tags: ["analytics"],
    access: "analytics:rebuild",
    patientData: true,
    refusals: [409],
    response: { 202: RebuildStarted },
    handler: async (request, reply) => {
      const startedAt = await startRebuild(deps, callerOf(request));
      return reply.code(202).send({ status: "started" as const, startedAt: startedAt.toISOString() });
    },
  });
}
