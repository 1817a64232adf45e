/**
 * A date typed into a form; a birth date may be an estimate. What the text says is read as
 * everywhere else.
 */
import { firstDayOf } from "@pms/contracts/text/partial-dates";
import { foldWriting, trimText } from "@pms/contracts/text/text";
import { type DateOrder, type DateReading, readTypedDate, readYear } from "@pms/contracts/text/typed-date";
import { t } from "../i18n/i18n.ts";
import { addDays, dateParts, daysInMonth, toLocalDate } from "./local-date.ts";

/** `century`: a date a hundred years earlier that two typed digits of the year may mean as well. */
export type TypedDate = { date: string; estimated: boolean; century?: string } | { problem: string };

const unreadable = (order: DateOrder): TypedDate => ({
  problem: t("Enter a date such as {numbers} or 4 mar 1961", {
    numbers: order === "day-first" ? "4/3/1961" : "3/4/1961",
  }),
});

/** What date a form asks for, and what is said when it lies in the future. */
const inFuture = {
  "birth date": t("Enter a birth date that is not in the future"),
  "service date": t("Enter a service date that is not in the future"),
  "date of death": t("Enter a date of death that is not in the future"),
  date: t("Enter a date that is not in the future"),
  day: t("Enter a day that is not in the future"),
};

/** As the server takes them: nobody alive was born earlier. */
const earliestBirthYear = 1870;

/** Nobody is asked about what nobody alive can be. */
const oldestYears = 120;

/** `3 months`, `6 weeks`, `10 d`: how old an infant is said to be. */
function infantAge(text: string, today: string): TypedDate | undefined {
  const match = /^(?:~|about )?\s*(\d{1,3})\s*(days?|d|weeks?|wks?|w|months?|mos?|m)\.?(?: old)?$/i.exec(text);
  if (!match) return undefined;
  const [number, unit = ""] = [Number(match[1]), (match[2] ?? "").toLowerCase()];
  if (number > (unit.startsWith("m") ? 36 : unit.startsWith("w") ? 104 : 365))
    return { problem: t("Enter an age in years such as ~4, or a date") };
  if (!unit.startsWith("m")) return { date: addDays(today, -number * (unit.startsWith("w") ? 7 : 1)), estimated: true };
  return { date: monthsBefore(today, number), estimated: true };
}

/** The same day of an earlier month, or its last one. */
function monthsBefore(date: string, months: number): string {
  const { year, month, day } = dateParts(date);
  const count = year * 12 + (month - 1) - months;
  const [ofYear, ofMonth] = [Math.floor(count / 12), (count % 12) + 1];
  return toLocalDate({ year: ofYear, month: ofMonth, day: Math.min(day, daysInMonth(ofYear, ofMonth)) }) ?? date;
}

/** `~Aug 2026`, `~2026-08`: the month alone is known. */
function estimatedMonth(text: string, reading: DateReading): TypedDate | undefined {
  const typed = /^~\s*(.+)$/.exec(text)?.[1];
  const named = typed && /^(\p{L}+)\.?[-\s]+(\d{4})$/u.exec(typed);
  const read = typed && readTypedDate(named ? `1 ${named[1]} ${named[2]}` : typed, reading)?.ranges[0];
  return read && read.from <= reading.today ? { date: read.from, estimated: true } : undefined;
}

function estimate(text: string, today: string): TypedDate | undefined {
  const match = /^(?:~|about |abt |c\.? ?)\s*(\d{1,4})$/i.exec(text);
  if (!match) return undefined;
  const number = Number(match[1]);
  const thisYear = dateParts(today).year;
  const year = number < 1000 ? thisYear - number : number;
  if (year < earliestBirthYear || year > thisYear)
    return { problem: t("Enter an age such as ~65 or a year such as ~1961") };
  return { date: `${year}-01-01`, estimated: true };
}

/**
 * Reads a whole date in any of the ways of `readTypedDate`, and no estimate; `3/4/1961` in the
 * order of the locale. `today` is `YYYY-MM-DD`.
 * @param noun what date it is, for the problem: `service date`
 */
export function parseExactDate(typed: string, order: DateOrder, today: string, noun: keyof typeof inFuture): TypedDate {
  const read = readTypedDate(trimText(typed), { order, today });
  if (!read) return unreadable(order);
  const [likeliest] = read.ranges;
  if (!likeliest) return { problem: t("Enter a date that the calendar has") };
  if (likeliest.from !== likeliest.to) return { problem: t("Enter the day as well as the month") };
  if (likeliest.from > today) return { problem: inFuture[noun] };
  return { date: likeliest.from, estimated: false };
}

/**
 * A year, `1961`, or a month, `3/1961` or `Mar-1961`, of which no more is known; undefined for
 * anything else.
 */
function partialDate(text: string, reading: DateReading): string | undefined {
  if (readYear(text)) return text;
  const named = /^(\p{L}+)\.?[-\s]+(\d{4})$/u.exec(text);
  const range = readTypedDate(named ? `1 ${named[1]} ${named[2]}` : text, reading)?.ranges[0];
  return range && (named || range.from !== range.to) ? range.from.slice(0, 7) : undefined;
}

function birthInPart(text: string, reading: DateReading): TypedDate | undefined {
  const date = partialDate(text, reading);
  if (date === undefined) return undefined;
  return date > reading.today
    ? parseExactDate(firstDayOf(date), reading.order, reading.today, "birth date")
    : { date, estimated: false };
}

/**
 * As `parseExactDate`, also of the future, and a year or a month alone: when something began or
 * ended.
 */
export function parsePartialDate(typed: string, order: DateOrder, today: string): TypedDate {
  const read = readTypedDate(trimText(typed), { order, today });
  const date = partialDate(foldWriting(typed), { order, today }) ?? read?.ranges[0]?.from;
  if (date !== undefined) return { date, estimated: false };
  return read ? { problem: t("Enter a date that the calendar has") } : unreadable(order);
}

/**
 * As `parseExactDate`, a year or a month alone, and the estimates `~65` (years of age) and `~1961`,
 * which become the first of January of their year, and `3 months` of an infant. Of a year of two
 * digits it says which other one may be meant.
 */
export function parseBirthDate(typed: string, order: DateOrder, today: string): TypedDate {
  const text = foldWriting(typed);
  const read =
    infantAge(text, today) ??
    estimate(text, today) ??
    estimatedMonth(text, { order, today }) ??
    birthInPart(text, { order, today }) ??
    parseExactDate(typed, order, today, "birth date");
  if (!("date" in read)) return read;
  if (dateParts(read.date).year < earliestBirthYear)
    return { problem: t("Enter a birth date that is not before {year}", { year: String(earliestBirthYear) }) };
  const century = otherCentury(text, read.date, today);
  return century ? { ...read, century } : read;
}

/**
 * The same day a hundred years earlier, where two digits stand for the year and somebody may be as
 * old.
 */
function otherCentury(text: string, date: string, today: string): string | undefined {
  if (!/\D\d{2}$/.test(text)) return undefined;
  const { year, month, day } = dateParts(date);
  if (text.includes(String(year)) || dateParts(today).year - (year - 100) > oldestYears) return undefined;
  return toLocalDate({ year: year - 100, month, day });
}
