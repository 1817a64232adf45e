import type { Caller } from "@pms/kit/audit/caller";
import { notFound } from "@pms/kit/problem/problem";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import { endSessions } from "./end-sessions.ts";

/** Ends one of the caller's own sessions. 404 for any other. */
export async function endOwnSession(
  deps: CommitDeps,
  caller: Caller,
  { sessionId }: { sessionId: string },
): Promise<void> {
  await commit(
    deps,
    async (tx, revoked) => {
      const ended = await endSessions(tx, revoked, "revoked", { userId: caller.actor.id, sessionId });
      if (ended === 0) throw notFound();
      await record(tx, caller.audit, { action: "session.revoke", resourceType: "session", resourceId: sessionId });
    },
    caller.actor.id,
  );
}

/** Ends all of the caller's sessions but the one that asks. */
export async function endOtherSessions(deps: CommitDeps, caller: Caller): Promise<void> {
  const { id: userId, sessionId } = caller.actor;
  await commit(
    deps,
    async (tx, revoked) => {
      const ended = await endSessions(tx, revoked, "revoked", { userId, except: sessionId });
      await record(tx, caller.audit, {
        action: "session.revoke-others",
        resourceType: "session",
        details: { sessions: String(ended) },
      });
    },
    userId,
  );
}
