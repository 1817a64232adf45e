/**
 * Today where a day begins first, fourteen hours ahead of UTC, as `YYYY-MM-DD`: a facility may be
 * anywhere, and what is after is nowhere yet.
 */
export function latestToday(now: Date = new Date()): string {
  return new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
}
