/** Dates as people type them, read in one way by forms, searches and imports. */
import { monthByName } from "./month-names.ts";
import { foldWriting } from "./text.ts";

/** Which of day and month stands first in `3/4/1961`. */
export type DateOrder = "day-first" | "month-first";

/** Both days included: of a date that was typed whole they are the same. */
export type DateRange = { from: string; to: string };

/**
 * What a text may mean, the likeliest first; none when it looks like a date and the calendar has no
 * such day.
 */
export type ReadDate = { ranges: DateRange[] };

/**
 * `today`: `YYYY-MM-DD`. A year of two digits is the latest that makes the date none of the future.
 */
export type DateReading = { order: DateOrder; today: string };

type Parts = { year: string; month?: string | undefined; day?: string | undefined };
type Form = { pattern: string; read: (found: readonly string[], order: DateOrder) => Parts[] };

const century = "(?:18|19|20)\\d{2}";
const year = "(\\d{4}|['’]?\\d{2})";
const monthName = "(\\p{L}[\\p{L}\\p{M}]{2,})\\.?";
const of = "(?:\\s*(?:de|del|of)\\s+)?";
/** A day's ordinal: `4th`, `4.`, `1er`, `4º`. */
const ordinal = "(?:st|nd|rd|th|er|[ºª])?";
const mark = "\\s*[-/.]\\s*";

const inBothOrders = (first = "", second = "", typed = "", order: DateOrder): Parts[] => {
  const dayFirst = { day: first, month: second, year: typed };
  const monthFirst = { month: first, day: second, year: typed };
  return order === "day-first" ? [dayFirst, monthFirst] : [monthFirst, dayFirst];
};
const named = (typed = "", name = "", day = ""): Parts[] => {
  const month = monthByName(name);
  return month === undefined ? [] : [{ year: typed, month: String(month), day }];
};

/** Months that are first names too: `June 1990` may be somebody called June. */
const givenNames = /^(?:jan|mar|april?|may|june?|jul|julio|august|avril|abril|mai)$/i;
const ofMonth = (typed = "", name = ""): Parts[] => {
  const month = givenNames.test(name) ? undefined : monthByName(name);
  return month === undefined ? [] : [{ year: typed, month: String(month) }];
};

/** In the order in which they are tried; each stands for the whole date. */
const forms: readonly Form[] = [
  {
    pattern: `(\\d{4})(?:${mark}|\\s*[年년]\\s*)(\\d{1,2})(?:${mark}|\\s*[月월]\\s*)(\\d{1,2})\\s*[日일.]?`,
    read: ([typed = "", month, day]) => [{ year: typed, month, day }],
  },
  {
    pattern: `(\\d{1,2})${mark}(\\d{1,2})${mark}${year}`,
    read: ([first, second, typed], order) => inBothOrders(first, second, typed, order),
  },
  {
    pattern: `(\\d{1,2})\\s+(\\d{1,2})\\s+(${century})`,
    read: ([first, second, typed], order) => inBothOrders(first, second, typed, order),
  },
  {
    pattern: `(\\d{1,2})${ordinal}[-/. ]*${of}${monthName}[-/., ]*${of}${year}`,
    read: ([day, name, typed]) => named(typed, name, day),
  },
  {
    pattern: `${monthName}[-/. ]*(\\d{1,2})${ordinal}[-/., ]+${year}`,
    read: ([name, day, typed]) => named(typed, name, day),
  },
  {
    pattern: `(\\d{4})[-/., ]+${monthName}[-/. ]*(\\d{1,2})`,
    read: ([typed, name, day]) => named(typed, name, day),
  },
  { pattern: `${monthName}[-/., ]*${of}(${century})`, read: ([name, typed]) => ofMonth(typed, name) },
  { pattern: `(${century})${mark}(0?[1-9]|1[0-2])`, read: ([typed = "", month]) => [{ year: typed, month }] },
  { pattern: `(0?[1-9]|1[0-2])${mark}(${century})`, read: ([month, typed = ""]) => [{ year: typed, month }] },
];
const whole = forms.map(({ pattern, read }) => ({ form: new RegExp(`^${pattern}$`, "iu"), read }));
/**
 * Within other text no digit, and no mark with a digit behind it, goes on before or after: that is
 * a phone number or an id.
 */
const within = forms.map(({ pattern, read }) => ({
  form: new RegExp(`(?<![\\p{L}\\p{M}\\d]|\\d[-/.])${pattern}(?![\\p{L}\\p{M}\\d]|[-/.]\\d)`, "iu"),
  read,
}));

/**
 * Reads a text that is a date, or a year and month, and nothing else, such as `3/4/1961`,
 * `04031961`, `4 mar 1961` or `1961-03`. Undefined when it looks like none.
 */
export function readTypedDate(text: string, reading: DateReading): ReadDate | undefined {
  const folded = foldWriting(text);
  const digits = readEightDigits(folded, reading);
  if (digits) return digits;
  for (const { form, read } of whole) {
    const found = form.exec(folded);
    const parts = found ? read(found.slice(1), reading.order) : [];
    if (parts.length > 0) return { ranges: rangesOf(parts, reading) };
  }
  return undefined;
}

/** The first date or month within a text, as it was typed, and the text without it. */
export function findTypedDate(
  text: string,
  reading: DateReading,
): (ReadDate & { typed: string; rest: string }) | undefined {
  const folded = foldWriting(text);
  for (const { form, read } of within) {
    const found = form.exec(folded);
    const parts = found ? read(found.slice(1), reading.order) : [];
    if (!found || parts.length === 0) continue;
    const rest = `${folded.slice(0, found.index)} ${folded.slice(found.index + found[0].length)}`;
    return { ranges: rangesOf(parts, reading), typed: found[0], rest };
  }
  return undefined;
}

/**
 * `04031961` in both orders, and `19610304`; undefined for other digits and for no day on which
 * someone may be born.
 */
export function readEightDigits(text: string, reading: DateReading): ReadDate | undefined {
  if (!/^\d{8}$/.test(text)) return undefined;
  const parts = [
    ...inBothOrders(text.slice(0, 2), text.slice(2, 4), text.slice(4), reading.order),
    { year: text.slice(0, 4), month: text.slice(4, 6), day: text.slice(6) },
  ].filter((part) => new RegExp(`^${century}$`).test(part.year));
  const ranges = rangesOf(parts, reading);
  return ranges.length > 0 ? { ranges } : undefined;
}

/** Undefined when it is no year in which someone may be born. */
export function readYear(text: string): DateRange | undefined {
  return new RegExp(`^${century}$`).test(text) ? { from: `${text}-01-01`, to: `${text}-12-31` } : undefined;
}

/**
 * `1990`, `1990-05` or `1990-05-01`; undefined for what is not in the calendar, or long before
 * anybody's birth.
 */
export function readDateStart(text: string): DateRange | undefined {
  const [typed = "", month, day] = text.split("-");
  const ofYear = readYear(typed);
  return ofYear && month !== undefined ? rangeOf({ year: typed, month, day }) : ofYear;
}

/**
 * Each meaning once. Of two digits for the year, `61` is 1961 and `04` is 2004: the latest that is
 * not in the future.
 */
function rangesOf(parts: readonly Parts[], { today }: DateReading): DateRange[] {
  const found = parts.flatMap((part) => {
    const digits = part.year.replace(/\D/g, "");
    const years =
      digits.length === 2
        ? [`${Number(today.slice(0, 2))}${digits}`, `${Number(today.slice(0, 2)) - 1}${digits}`]
        : [digits];
    const ranges = years.flatMap((each) => rangeOf({ ...part, year: each }) ?? []);
    return ranges.find(({ from }) => from <= today) ?? ranges.slice(0, 1);
  });
  return [...new Map(found.map((range) => [`${range.from} ${range.to}`, range])).values()];
}

function rangeOf({ year: typed, month, day }: Parts): DateRange | undefined {
  if (day !== undefined) {
    const date = dateOf(typed, month ?? "", day);
    return date === undefined ? undefined : { from: date, to: date };
  }
  const from = dateOf(typed, month ?? "", "1");
  // Day 0 of the month after.
  if (from === undefined) return undefined;
  return { from, to: new Date(Date.UTC(Number(typed), Number(month), 0)).toISOString().slice(0, 10) };
}

function dateOf(typed: string, month: string, day: string): string | undefined {
  const text = `${typed}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${text}T00:00:00Z`);
  return Number(typed) > 0 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
