/**
 * Names of months as they are typed, in the languages that clinics of the Americas and Western
 * Europe write.
 */
import { foldText } from "./text.ts";

const languages = ["en", "es", "fr", "de", "pt", "it", "nl"];
const shortest = 3;

/** Beginnings of three letters or more that mean one month in all of the languages together. */
let months: ReadonlyMap<string, number> | undefined;

/** 1–12 for a month's name or a beginning of it that is long enough. */
export function monthByName(name: string): number | undefined {
  months ??= readMonths();
  return months.get(foldText(name).replaceAll(/[.\s]/g, "")) || undefined;
}

function readMonths(): Map<string, number> {
  const found = new Map<string, number>();
  for (const language of languages)
    for (const style of ["long", "short"] as const) {
      const format = new Intl.DateTimeFormat(language, { month: style, timeZone: "UTC" });
      for (let month = 1; month <= 12; month += 1) {
        const name = foldText(format.format(Date.UTC(2001, month - 1, 15))).replaceAll(/[.\s]/g, "");
        for (let length = shortest; length <= name.length; length += 1) {
          const start = name.slice(0, length);
          // Zero where two languages, or two months of one, disagree: `jui` is June and July.
          found.set(start, (found.get(start) ?? month) === month ? month : 0);
        }
      }
    }
  return found;
}
