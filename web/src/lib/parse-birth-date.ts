/** A date typed as text, in any of the ways that people say one; a birth date may be an estimate. */
import { dateParts, monthByName, toLocalDate } from "./local-date.ts";

export type DateOrder = "day-first" | "month-first";
export type TypedDate = { date: string; estimated: boolean } | { problem: string };

const unreadable = (order: DateOrder): TypedDate => ({
  problem: `Enter a date such as ${order === "day-first" ? "4/3/1961" : "3/4/1961"} or 4 mar 1961`,
});

/** How the locale writes a numeric date; year-first locales read `3/4/1961` as month first. */
export function dateOrderOf(locale: string | undefined): DateOrder {
  const parts = new Intl.DateTimeFormat(locale).formatToParts(new Date(0)).map((part) => part.type);
  return parts.indexOf("day") < parts.indexOf("month") && !parts.slice(0, 1).includes("year")
    ? "day-first"
    : "month-first";
}

/** As the server takes them: nobody alive was born earlier. */
const earliestBirthYear = 1870;

function estimate(text: string, today: string): TypedDate | undefined {
  const match = /^(?:~|about |abt |c\.? ?)\s*(\d{1,4})$/i.exec(text);
  if (!match) return undefined;
  const number = Number(match[1]);
  const thisYear = dateParts(today).year;
  const year = number < 1000 ? thisYear - number : number;
  if (year < earliestBirthYear || year > thisYear)
    return { problem: "Enter an age such as ~65 or a year such as ~1961" };
  return { date: `${year}-01-01`, estimated: true };
}

function readParts(text: string, order: DateOrder) {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const numeric = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (numeric) {
    const [first, second, year] = [Number(numeric[1]), Number(numeric[2]), Number(numeric[3])];
    return order === "day-first" ? { day: first, month: second, year } : { month: first, day: second, year };
  }
  const dayThenName = /^(\d{1,2})[-/. ]*([a-z]{3,9})[-/., ]*(\d{4})$/i.exec(text);
  const nameThenDay = /^([a-z]{3,9})[-/. ]*(\d{1,2})[-/., ]+(\d{4})$/i.exec(text);
  const named = dayThenName
    ? { day: dayThenName[1], name: dayThenName[2], year: dayThenName[3] }
    : nameThenDay && { day: nameThenDay[2], name: nameThenDay[1], year: nameThenDay[3] };
  const month = named ? monthByName(named.name ?? "") : undefined;
  return named && month ? { year: Number(named.year), month, day: Number(named.day) } : undefined;
}

const tidied = (typed: string) => typed.trim().replaceAll(/\s+/g, " ");

/**
 * Reads `3/4/1961`, `04031961`, `4 mar 1961`, `mar 4, 1961` and `1961-03-04`, and no estimate. `today` is `YYYY-MM-DD`.
 *
 * @param noun what date it is, for the problem: `service date`
 */
export function parseExactDate(typed: string, order: DateOrder, today: string, noun: string): TypedDate {
  const text = tidied(typed);
  if (/^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}$/.test(text)) return { problem: "Enter the year with four digits" };
  const parts = readParts(text, order);
  if (!parts) return unreadable(order);
  const date = toLocalDate(parts);
  if (!date) return { problem: "Enter a date that the calendar has" };
  if (date > today) return { problem: `Enter a ${noun} that is not in the future` };
  return { date, estimated: false };
}

/** As `parseExactDate`, and the estimates `~65` (years of age) and `~1961`, which become the first of January of their year. */
export function parseBirthDate(typed: string, order: DateOrder, today: string): TypedDate {
  const read = estimate(tidied(typed), today) ?? parseExactDate(typed, order, today, "birth date");
  if (!("date" in read) || dateParts(read.date).year >= earliestBirthYear) return read;
  return { problem: `Enter a birth date that is not before ${earliestBirthYear}` };
}
