import { type AuditContext, auditMessage } from "@pms/kit/audit/audit";
import { inTransaction } from "@pms/kit/db/database";
import { enqueueEvents } from "@pms/kit/events/outbox";
import type { Actor } from "@pms/kit/http/access";
import { ProblemError } from "@pms/kit/http/problem";
import type { Deps } from "../deps.ts";
import { insertGeneration } from "./store/generations.ts";

/**
 * Begins a new generation of facts and rollups, filled from what the services know. Whoever follows the generations does the
 * work, and makes it the current one when it has caught up. The figures are everybody's: 403 for whoever does not see all
 * facilities. 409 while one is being built. Answers when it began.
 */
export async function startRebuild(deps: Deps, { actor, audit }: { actor: Actor; audit: AuditContext }): Promise<Date> {
  if (actor.facilities !== "all") throw new ProblemError("forbidden", "Only for those who see every facility.");
  const generation = await inTransaction(deps.database, async (tx) => {
    const started = await insertGeneration(tx);
    if (!started) throw new ProblemError("still-running", "A rebuild is running already.");
    const facts = {
      action: "analytics.rebuild",
      resourceType: "report",
      details: { generation: String(started.number) },
    };
    await enqueueEvents(tx, [auditMessage("analytics", audit, facts)]);
    return started;
  });
  deps.generationsChanged.call();
  deps.relay.wake();
  return generation.startedAt;
}
