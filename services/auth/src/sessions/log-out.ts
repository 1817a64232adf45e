import type { Caller } from "@pms/kit/audit/caller";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import { endSessions } from "./end-sessions.ts";

/** Signs the caller out: their access token is dead when this resolves (TOK-3). */
export async function logOut(deps: CommitDeps, caller: Caller): Promise<void> {
  const { id: userId, sessionId } = caller.actor;
  await commit(
    deps,
    async (tx, revoked) => {
      await endSessions(tx, revoked, "logged-out", { userId, sessionId });
      await record(tx, caller.audit, { action: "session.log-out", resourceType: "session", resourceId: sessionId });
    },
    userId,
  );
}
