import { RebuildStarted } from "@pms/contracts/analytics/reports";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/server";
import { documented, needs } from "../declarations.ts";
import type { Deps } from "../deps.ts";
import { startRebuild } from "./start-rebuild.ts";

export function rebuildRoutes(app: App, deps: Deps): void {
  app.post("/api/analytics/rebuild", {
    config: { ...needs("analytics:rebuild"), refusals: [409] },
    schema: {
      ...documented(
        "rebuildAnalytics",
        "Calculate all figures anew from what the services know",
        "For those who see every facility. Reports go on reading the present figures until the new ones are complete, also while a service that is asked does not answer. 409 while a rebuild is running. Without Idempotency-Key: one more rebuild comes to the same figures.",
      ),
      response: { 202: RebuildStarted },
    },
    handler: async (request, reply) => {
      const startedAt = await startRebuild(deps, callerOf(request));
      return reply.code(202).send({ status: "started" as const, startedAt: startedAt.toISOString() });
    },
  });
}
