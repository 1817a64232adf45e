/** Which instants a calendar date has in a time zone. */

const dayMs = 86_400_000;

/**
 * Made once for each zone, of which there are a few hundred: making one costs far more than using
 * it.
 */
const formats = new Map<string, { date: Intl.DateTimeFormat; offset: Intl.DateTimeFormat }>();
function formatsOf(timeZone: string) {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = {
    date: new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone }),
    offset: new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }),
  };
  formats.set(timeZone, made);
  return made;
}

/** Whether it names a time zone: no offset such as +05:30, which others read the other way round. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The calendar date (`YYYY-MM-DD`) of an instant in an IANA time zone. */
export function dateIn(timeZone: string, at: Date = new Date()): string {
  return formatsOf(timeZone).date.format(at);
}

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = formatsOf(timeZone).offset.formatToParts(atMs);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

/**
 * The first instant of a date in a zone, ISO 8601 in UTC. Where the clocks change at midnight it is
 * the first at which they show the date, or the change itself where the date was left out.
 */
export function startOfDay(date: string, timeZone: string): string {
  const midnightMs = Date.parse(`${date}T00:00:00Z`);
  const candidates = [midnightMs - dayMs, midnightMs + dayMs].map((nearMs) => midnightMs - offsetMs(nearMs, timeZone));
  const within = candidates.filter((atMs) => dateIn(timeZone, new Date(atMs)) === date);
  return new Date(within.length > 0 ? Math.min(...within) : Math.max(...candidates)).toISOString();
}

/**
 * The first instant of the next date: what is before it and not before the start is of this date.
 */
export function endOfDay(date: string, timeZone: string): string {
  return startOfDay(new Date(Date.parse(`${date}T00:00:00Z`) + dayMs).toISOString().slice(0, 10), timeZone);
}
