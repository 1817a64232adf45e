/** Instants by `Intl`: month in letters, so that no reader takes a day for a month. */

type Options = { locale?: string | undefined; timeZone?: string | undefined };

function format(instant: string | number, shape: Intl.DateTimeFormatOptions, { locale, timeZone }: Options): string {
  return new Intl.DateTimeFormat(locale, { ...shape, ...(timeZone && { timeZone }) }).format(new Date(instant));
}

/** `Nov 23, 2026, 14:02` */
export function formatInstant(instant: string | number, options: Options = {}): string {
  return format(
    instant,
    { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
    options,
  );
}

/** `Nov 23, 2026, 14:02:09` */
export function formatInstantToSecond(instant: string | number, options: Options = {}): string {
  return format(instant, { dateStyle: "medium", timeStyle: "medium" }, options);
}

/** `14:02:09` */
export function formatTime(instant: string | number, options: Options = {}): string {
  return format(instant, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, options);
}

/** `Sep 25 – Oct 24, 2026`: both days included. */
export function formatDateRange(from: string, to: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  }).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

/** A calendar date such as an effective date, never shifted by a zone: `Mar 4, 2026`. */
export function formatCalendarDate(date: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${date}T00:00:00Z`));
}

/** `Monday, November 30, 2026` */
export function formatWeekday(date: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}
