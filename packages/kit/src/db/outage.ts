/**
 * Telling a failure of the surroundings, which passes, from a failure of what was asked, which
 * stays.
 */

const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "EMFILE",
  "ENFILE",
]);

/**
 * Whether the database can't be reached or can't work: classes 08, 53, 57P and 58, read-only after
 * a failover (25006), or the driver's own messages.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (code !== undefined) return networkCodes.has(code) || /^(08...|53...|57P..|58...|25006)$/.test(code);
  return /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after)/.test(
    error.message,
  );
}

/**
 * Whether the database gave up waiting for a lock, or for us while it was overloaded: nothing was
 * wrong with what was asked.
 */
export function isWaitTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "55P03" || error.code === "25P03");
}

/**
 * Whether a statement took too long: it may have waited (for a table that is being rewritten), or
 * be too much at any time.
 */
export function isStatementTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "57014";
}

/**
 * Whether the same transaction may succeed when it is simply tried again: serialisation failure or
 * deadlock.
 */
export function isTransient(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "40001" || error.code === "40P01");
}

/**
 * Whether it is our surroundings that failed, so that the same request may succeed in a while
 * (REL-8).
 */
export function isPassing(error: unknown): boolean {
  return isOutage(error) || isWaitTimeout(error) || isStatementTimeout(error) || isTransient(error);
}
