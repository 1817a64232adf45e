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

/** @param now milliseconds; replaceable so that tests need not wait. */
export function createRevocations(now: () => number = Date.now): Revocations {
  const dead = new Map<string, number>();
  let lastHeard = Number.NEGATIVE_INFINITY;
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
      lastHeard = now();
    },
    silenceMs: () => now() - lastHeard,
    size: () => dead.size,
  };
}
