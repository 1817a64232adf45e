/** Money in minor units: read from text without ever being a float, shown by `Intl`. */
import type { Money } from "@pms/contracts/http/common";
import { decimalOf, exponentOf } from "@pms/contracts/text/currency";
import { language, t } from "../i18n/i18n.ts";

export type TypedMoney = { amountMinor: number } | { problem: string };

const amountMinorMax = 999_999_999_999;

/**
 * `40`, `40.5`, `40.50`, `1,234.50`, `$40` → minor units. Refuses what could be meant in two ways
 * (`1,5`), the sign of another currency than the account's, negative amounts, more decimals than
 * the currency has, and zero unless it is allowed (a service without charge).
 */
export function parseMoney(
  typed: string,
  currency: string,
  { zero = "refused" as "refused" | "allowed" } = {},
): TypedMoney {
  const [text, signs] = withoutSigns(typed.trim());
  if (text === "" && signs.length === 0) return { problem: t("Enter an amount") };
  if (signs.some((sign) => !isSignOf(sign, currency)))
    return {
      problem: t("This account is kept in {currency}: enter the amount in {name}", {
        currency,
        name: nameOf(currency),
      }),
    };
  if (/^[-−(]/.test(text))
    return { problem: t("Enter an amount above zero; a mistake is reversed, not posted negative") };
  const match = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(text);
  if (!match) return { problem: t("Enter an amount such as 40 or 40.00") };
  const digits = exponentOf(currency);
  const fraction = match[2] ?? "";
  if (fraction.length > digits) return { problem: t("Enter at most {digits} decimals", { digits }) };
  const minor = BigInt((match[1] ?? "").replaceAll(",", "") + fraction.padEnd(digits, "0"));
  if (minor === 0n && zero === "refused") return { problem: t("Enter an amount above zero") };
  if (minor > amountMinorMax) return { problem: t("Enter a smaller amount") };
  return { amountMinor: Number(minor) };
}

/** The number, and what stands before or behind it as the sign of a currency. */
function withoutSigns(text: string): [number: string, signs: string[]] {
  const found = /^(\p{Lu}{0,2}\p{Sc})?\s*([^\p{Sc}]*?)\s*(\p{Sc})?$/u.exec(text);
  return found ? [found[2] ?? "", [found[1], found[3]].filter((sign) => sign !== undefined)] : [text, []];
}

function isSignOf(sign: string, currency: string): boolean {
  const shown = (currencyDisplay: "symbol" | "narrowSymbol") =>
    new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay })
      .formatToParts(0)
      .find(({ type }) => type === "currency")?.value;
  return sign === shown("symbol") || sign === shown("narrowSymbol");
}

function nameOf(currency: string): string {
  return new Intl.DisplayNames(language, { type: "currency" }).of(currency) ?? currency;
}

/**
 * `7749` → `77.49`: exact, for input fields and for `Intl`, which formats such a string without
 * rounding.
 */
export function decimalString(amountMinor: number, currency: string): string {
  return decimalOf(BigInt(amountMinor), currency);
}

/** `$1,234.50` in the reader's locale. */
export function formatMoney({ amountMinor, currency }: Money, locale?: string): string {
  const digits = exponentOf(currency);
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(locale, { style: "currency", currency, ...decimals });
  return format.format(decimalString(amountMinor, currency) as Intl.StringNumericLiteral);
}

/** A balance in words: `$140.00 due`, `$12.00 in credit`, `settled`. Positive means owed. */
export function describeBalance(balance: Money, locale?: string): string {
  if (balance.amountMinor === 0) return t("settled");
  const amount = formatMoney({ ...balance, amountMinor: Math.abs(balance.amountMinor) }, locale);
  return balance.amountMinor > 0 ? t("{amount} due", { amount }) : t("{amount} in credit", { amount });
}

/** A balance in a ledger column: plain = owed, `CR $12.00` = in credit. */
export function formatLedgerBalance(balance: Money, locale?: string): string {
  const amount = formatMoney({ ...balance, amountMinor: Math.abs(balance.amountMinor) }, locale);
  return balance.amountMinor < 0 ? t("CR {amount}", { amount }) : amount;
}
