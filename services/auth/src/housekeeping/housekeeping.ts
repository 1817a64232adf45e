/**
 * What time does to auth's tables: keys grow old, sessions end, refusals are forgotten. Safe on
 * several instances.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@pms/kit/observe/log";
import { deleteOldFailures } from "../factors/store/log-in-failures.ts";
import { deleteOldInvitations } from "../invitations/store/invitations.ts";
import { deleteEndedSessions, type SessionLimits } from "../sessions/store/sessions.ts";
import type { Db } from "../store/tables.ts";
import type { KeyRing } from "../tokens/key-ring.ts";
import { rotateSigningKeys } from "../tokens/rotate-signing-keys.ts";

const everyMs = 60_000;
const cleanEveryTurns = 60;

export function startHousekeeping(options: {
  db: Db;
  keyRing: KeyRing;
  keySecret: string;
  limits: SessionLimits;
  logger: Logger;
}): { stop(): Promise<void> } {
  const { db, keyRing, keySecret, limits, logger } = options;
  const stopping = new AbortController();
  const work = async () => {
    for (let turn = 0; ; turn += 1) {
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      try {
        if (await rotateSigningKeys(db, keySecret))
          logger.info({ event: "signing-keys-changed" }, "signing keys changed");
        // Also what another instance has changed.
        await keyRing.reload();
        if (turn % cleanEveryTurns === 0) await clean(db, limits);
      } catch (error) {
        logger.warn({ err: error }, "housekeeping failed and is tried again");
      }
    }
  };
  const working = work();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** Removes what nobody can need any more. */
export async function clean(db: Db, limits: SessionLimits): Promise<void> {
  await deleteEndedSessions(db, limits);
  await deleteOldFailures(db);
  await deleteOldInvitations(db);
}
