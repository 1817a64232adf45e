import type { DateOrder } from "@pms/contracts/text/typed-date";

/** How the locale writes a numeric date; year-first locales read `3/4/1961` as month first. */
export function dateOrderOf(locale: string | undefined): DateOrder {
  const parts = new Intl.DateTimeFormat(locale).formatToParts(new Date(0)).map((part) => part.type);
  return parts.indexOf("day") < parts.indexOf("month") && !parts.slice(0, 1).includes("year")
    ? "day-first"
    : "month-first";
}
