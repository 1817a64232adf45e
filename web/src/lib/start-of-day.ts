import { today } from "./local-date.ts";

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(atMs);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

/**
 * The first instant of a calendar date (`YYYY-MM-DD`) in a zone, as ISO 8601 in UTC. Where the
 * clocks change at midnight that is the first one at which they show the date, or the change itself
 * where the date was left out.
 */
export function startOfDay(date: string, timeZone: string): string {
  const midnightMs = Date.parse(`${date}T00:00:00Z`);
  const dayMs = 86_400_000;
  const candidates = [midnightMs - dayMs, midnightMs + dayMs].map((nearMs) => midnightMs - offsetMs(nearMs, timeZone));
  const within = candidates.filter((atMs) => today(timeZone, new Date(atMs)) === date);
  return new Date(within.length > 0 ? Math.min(...within) : Math.max(...candidates)).toISOString();
}
