import { type AuditFacts, auditMessage } from "@pms/kit/audit/audit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { logInRefused } from "../acts/auth-events.ts";
import { type CommitDeps, commit } from "../acts/commit.ts";
import type { RefusedLogIns } from "./refused-log-ins.ts";

/** An audit event and an event for others of each row, all in one transaction. */
export async function recordRefusedLogIns(deps: CommitDeps, rows: readonly RefusedLogIns[]): Promise<void> {
  await commit(deps, (tx) =>
    enqueueEvents(
      tx,
      rows.flatMap((row) => [
        auditMessage("auth", row.context, factsOf(row)),
        logInRefused(row.userId, row.reason, row.count),
      ]),
    ),
  );
}

function factsOf({ userId, reason, count, together }: RefusedLogIns): AuditFacts {
  return {
    action: "session.log-in",
    resourceType: "user",
    resourceId: userId ?? "",
    outcome: "refused",
    details: { reason, count: String(count), ...(together && { together }) },
  };
}
