/**
 * A date typed into a form; a birth date may be an estimate. What the text says is read as
 * everywhere else.
 */
import { foldWriting, trimText } from "@pms/contracts/text/text";
import { type DateOrder, readTypedDate } from "@pms/contracts/text/typed-date";
import { dateParts } from "./local-date.ts";

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

/**
 * Reads a whole date in any of the ways of `readTypedDate`, and no estimate; `3/4/1961` in the
 * order of the locale. `today` is `YYYY-MM-DD`.
 *
 * @param noun what date it is, for the problem: `service date`
 */
export function parseExactDate(typed: string, order: DateOrder, today: string, noun: string): TypedDate {
  const read = readTypedDate(trimText(typed), { order, today });
  if (!read) return unreadable(order);
  const [likeliest] = read.ranges;
  if (!likeliest) return { problem: "Enter a date that the calendar has" };
  if (likeliest.from !== likeliest.to) return { problem: "Enter the day as well as the month" };
  if (likeliest.from > today) return { problem: `Enter a ${noun} that is not in the future` };
  return { date: likeliest.from, estimated: false };
}

/**
 * As `parseExactDate`, and the estimates `~65` (years of age) and `~1961`, which become the first
 * of January of their year.
 */
export function parseBirthDate(typed: string, order: DateOrder, today: string): TypedDate {
  const read = estimate(foldWriting(typed), today) ?? parseExactDate(typed, order, today, "birth date");
  if (!("date" in read) || dateParts(read.date).year >= earliestBirthYear) return read;
  return { problem: `Enter a birth date that is not before ${earliestBirthYear}` };
}
