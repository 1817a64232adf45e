/** The sessions that ended before their access tokens did: as long as such a token may live. */
import type { Revocations } from "@pms/kit/trust/revocations";
import type { RevokedSession } from "../store/tables.ts";
import { accessTokenLifeSeconds } from "../tokens/access-token.ts";

const skewSeconds = 30;
export const rememberedMs = (accessTokenLifeSeconds + skewSeconds) * 1_000;

export type DeadSession = { sessionId: string; forgetAfter: bigint };
/** As far as the feed must know it. */
export type EndedSession = Pick<RevokedSession, "id" | "revoked_at">;

/** @param revocations those of our own verifier, which learns what is learnt here */
export function rememberDeadSessions(revocations: Revocations) {
  const dead = new Map<string, bigint>();
  return {
    /** Those that were not known. */
    learn(sessions: readonly EndedSession[]): DeadSession[] {
      const unknown = sessions.filter(({ id }) => !dead.has(id));
      return unknown.map(({ id, revoked_at }) => {
        const forgetAfter = Math.ceil((revoked_at.getTime() + rememberedMs) / 1_000);
        dead.set(id, BigInt(forgetAfter));
        revocations.add(id, forgetAfter);
        return { sessionId: id, forgetAfter: BigInt(forgetAfter) };
      });
    },
    forgetOld(): void {
      const now = BigInt(Math.floor(Date.now() / 1_000));
      for (const [sessionId, forgetAfter] of dead) if (forgetAfter < now) dead.delete(sessionId);
    },
    all: (): DeadSession[] => [...dead].map(([sessionId, forgetAfter]) => ({ sessionId, forgetAfter })),
  };
}
