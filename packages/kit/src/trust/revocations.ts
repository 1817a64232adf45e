/** Which sessions are dead. Kept in memory by every verifier, fed by auth (TOK-3). */

export type Revocations = {
  isRevoked(sessionId: string): boolean;
  /**
   * Marks a session dead here at once, until `forgetAfter` (seconds since 1970), when its last token has expired. What is
   * known holds: an earlier time than the known one changes nothing.
   */
  add(sessionId: string, forgetAfter: number): void;
  /** Auth has spoken, with news or without: the silence begins anew. */
  heard(): void;
  /** Milliseconds since auth last spoke; Infinity before the first snapshot. */
  silenceMs(): number;
  size(): number;
};

/**
 * How long auth has been silent two clocks say: one can be set back, and the other stands still while a machine sleeps.
 * @param given milliseconds of both; replaceable so that tests need not wait.
 */
export function createRevocations(given?: () => number): Revocations {
  const now = given ?? (() => Date.now());
  const elapsed = given ?? (() => performance.now());
  const dead = new Map<string, number>();
  let [heardAt, heardAtElapsed] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
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
    heard() {
      [heardAt, heardAtElapsed] = [now(), elapsed()];
    },
    silenceMs: () => Math.max(now() - heardAt, elapsed() - heardAtElapsed),
    size: () => dead.size,
  };
}
