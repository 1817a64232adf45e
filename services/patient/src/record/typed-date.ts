/** Birth dates as people type them into a search box. */

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthName = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
const forms: [RegExp, (first: string, second: string, third: string) => DateRange | undefined][] = [
  [/(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, (year, month, day) => dayOf(year, month, day)],
  // As in the United States, month first.
  [/(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, (month, day, year) => dayOf(year, month, day)],
  // With dashes as it is shown: 04-Mar-1967.
  [
    new RegExp(`(?<!\\d)(\\d{1,2})(?:\\.?\\s+|-)${monthName}(?:,?\\s+|-)(\\d{4})(?!\\d)`, "i"),
    (day, name, year) => named(year, name, day),
  ],
  [
    new RegExp(`(?<!\\p{L})${monthName}\\s+(\\d{1,2}),?\\s+(\\d{4})(?!\\d)`, "iu"),
    (name, day, year) => named(year, name, day),
  ],
  // Of a century in which someone may be born: other digits with a dash are of a phone number.
  [/(?<![\d-])((?:18|19|20)\d{2})-(0[1-9]|1[0-2])(?![\d-])/, (year, month) => monthOf(year, month)],
  [/(?<![\d/])(0?[1-9]|1[0-2])\/((?:18|19|20)\d{2})(?![\d/])/, (month, year) => monthOf(year, month)],
];

/** Both days included: of a birth date that was typed whole they are the same. */
export type DateRange = { from: string; to: string };

/**
 * The first date or month within the text, and the text without it. `born` is undefined when what is there looks like a date
 * and is none, such as 2/30/1990.
 */
export function findTypedDate(text: string): { born: DateRange | undefined; rest: string } | undefined {
  for (const [form, read] of forms) {
    const found = form.exec(text);
    if (!found) continue;
    const [whole, first = "", second = "", third = ""] = found;
    return {
      born: read(first, second, third),
      rest: `${text.slice(0, found.index)} ${text.slice(found.index + whole.length)}`,
    };
  }
  return undefined;
}

/** `1990`, `1990-05` or `1990-05-01`; undefined for what is not in the calendar, or long before anybody's birth. */
export function parseDateStart(text: string): DateRange | undefined {
  const [year = "", month, day] = text.split("-");
  if (!parseYear(year)) return undefined;
  if (day !== undefined && month !== undefined) return dayOf(year, month, day);
  return month === undefined ? yearOf(year) : monthOf(year, month);
}

/** `04031967`: month, day and year as in the United States. Undefined when it is no day on which someone may be born. */
export function parseEightDigits(text: string): DateRange | undefined {
  const [, month = "", day = "", year = ""] = /^(\d{2})(\d{2})((?:18|19|20)\d{2})$/.exec(text) ?? [];
  return dayOf(year, month, day);
}

/** Undefined when it is no year in which someone may be born. */
export function parseYear(text: string): DateRange | undefined {
  return /^(18|19|20)\d{2}$/.test(text) ? yearOf(text) : undefined;
}

function yearOf(year: string): DateRange | undefined {
  return dateOf(year, "1", "1") === undefined ? undefined : { from: `${year}-01-01`, to: `${year}-12-31` };
}

function monthOf(year: string, month: string): DateRange | undefined {
  const from = dateOf(year, month, "1");
  // Day 0 of the month after.
  const to = new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10);
  return from === undefined ? undefined : { from, to };
}

function dayOf(year: string, month: string, day: string): DateRange | undefined {
  const date = dateOf(year, month, day);
  return date === undefined ? undefined : { from: date, to: date };
}

const named = (year: string, name: string, day: string) =>
  dayOf(year, String(months.indexOf(name.toLowerCase().slice(0, 3)) + 1), day);

function dateOf(year: string, month: string, day: string): string | undefined {
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${text}T00:00:00Z`);
  return Number(year) > 0 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
