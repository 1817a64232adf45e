import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { insertGeneration } from "./store/generations.ts";

/**
 * Begins a new generation, which `followGenerations` fills and makes the current one. Answers when
 * it began. 403 for whoever does not see all facilities; 409 while one is being built.
 */
export async function startRebuild(
  deps: Pick<Deps, "database" | "generationsChanged" | "relay">,
  { actor, audit }: Caller,
): Promise<Date> {
  if (actor.facilities !== "all") throw new ProblemError("forbidden", "Only for those who see every facility.");
  const generation = await commit(deps, async (tx) => {
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
  return generation.startedAt;
}
