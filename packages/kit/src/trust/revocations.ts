/** Which sessions are dead. Kept in memory by every verifier, fed by auth (TOK-3). */

/**
 * One instant by both clocks: one can be set back, and the other stands still while a machine
 * sleeps.
 */
export type Moment = { now: number; elapsed: number };

export type Revocations = {
  isRevoked(sessionId: string): boolean;
  /**
   * Marks a session dead here at once, until `forgetAfter` (seconds since 1970), when its last
   * token has expired. What is known holds: an earlier time than the known one changes nothing.
   */
  add(sessionId: string, forgetAfter: number): void;
  /**
   * Auth has spoken, with news or without: the silence begins anew, as of now or of an earlier
   * `moment`.
   */
  heard(moment?: Moment): void;
  moment(): Moment;
  /** Milliseconds since auth last spoke; Infinity before the first snapshot. */
  silenceMs(): number;
  size(): number;
};

/** @param given milliseconds of both clocks; replaceable so that tests need not wait. */
export function createRevocations(given?: () => number): Revocations {
  const now = given ?? (() => Date.now());
  const elapsed = given ?? (() => performance.now());
  const dead = new Map<string, number>();
  const moment = (): Moment => ({ now: now(), elapsed: elapsed() });
  let heardAt: Moment = { now: Number.NEGATIVE_INFINITY, elapsed: Number.NEGATIVE_INFINITY };
  let nextSweep = now() + 60_000;
  const sweep = () => {
    if (now() < nextSweep) return;
    nextSweep = now() + 60_000;
    for (const [sessionId, forgetAfter] of dead) if (forgetAfter * 1000 < now()) dead.delete(sessionId);
  };
  return {
    isRevoked: (sessionId) => dead.has(sessionId),
    add(sessionId, forgetAfter) {
      sweep();
      dead.set(sessionId, Math.max(forgetAfter, dead.get(sessionId) ?? 0));
    },
    heard(at = moment()) {
      heardAt = at;
    },
    moment,
    silenceMs: () => Math.max(now() - heardAt.now, elapsed() - heardAt.elapsed),
    size: () => dead.size,
  };
}
