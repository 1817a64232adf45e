/** Sums and dates as documents show them: in a language, in the clinic's time zone. Pure. */
import type { Money } from "@pms/contracts/http/common";
import { isPartialDate } from "@pms/contracts/text/partial-dates";
import type { DocumentWords } from "./words/document-words.ts";

export type Formats = ReturnType<typeof formatsOf>;

/** @param timeZone IANA: of instants; dates have none */
export function formatsOf(words: DocumentWords, timeZone: string) {
  const { locale } = words;
  const day = { day: "numeric", month: "short", year: "numeric" } as const;
  const date = new Intl.DateTimeFormat(locale, { ...day, timeZone: "UTC" });
  const instant = new Intl.DateTimeFormat(locale, {
    ...day,
    hour: "numeric",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  });
  const money = (sum: Money) => amount(locale, sum);
  return {
    money,
    /** What is owed stands plain; what is in credit says so. */
    balance: (sum: Money) =>
      sum.amountMinor < 0 ? words.inCredit(money({ ...sum, amountMinor: -sum.amountMinor })) : money(sum),
    date: (text: string) => date.format(new Date(`${text}T00:00:00Z`)),
    instant: (text: string) => instant.format(new Date(text)),
  };
}

const currencyFormats = new Map<string, Intl.NumberFormat>();

/** Exact: Intl takes the decimal text, and knows the exponent of the currency. */
function amount(locale: string, { amountMinor, currency }: Money): string {
  const key = `${locale} ${currency}`;
  const format = currencyFormats.get(key) ?? new Intl.NumberFormat(locale, { style: "currency", currency });
  currencyFormats.set(key, format);
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(`${amountMinor}e-${maximumFractionDigits}` as Intl.StringNumericLiteral);
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** A date that identifies a person reads `04-Mar-1961` in every language. */
export function identityDate(date: string): string {
  const [year = "", month = "", day = ""] = date.split("-");
  if (isPartialDate(date) && month === "") return year;
  const name = `${months[Number(month) - 1] ?? "???"}-${year}`;
  return day === "" ? name : `${day}-${name}`;
}
