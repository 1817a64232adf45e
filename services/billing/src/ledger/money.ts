/** Money is a bigint of minor units inside and a JSON number outside. */
import type { Money } from "@pms/contracts/http/common";
import { exponentOf } from "@pms/contracts/text/currency";
import { ProblemError } from "@pms/kit/problem/problem";

const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

/** Whether a JSON number can hold it exactly. */
export function isSafeAmount(amountMinor: bigint): boolean {
  return amountMinor <= safeMax && amountMinor >= -safeMax;
}

/** Throws rather than round: beyond 2^53 - 1 a JSON number is no longer exact. */
export function moneyOf(amountMinor: bigint, currency: string): Money {
  if (!isSafeAmount(amountMinor)) throw new RangeError("An amount is beyond what JSON can carry exactly");
  return { amountMinor: Number(amountMinor), currency };
}

/**
 * A sum over many accounts, each of which is within bounds: 422 in words, never rounded, where the
 * sum is not.
 */
export function sumOf(amountMinor: bigint, currency: string): Money {
  if (isSafeAmount(amountMinor)) return { amountMinor: Number(amountMinor), currency };
  throw new ProblemError(
    "rule-violated",
    `A sum of ${describeMoney(amountMinor, currency)} is beyond what a JSON number can say exactly.`,
  );
}

/**
 * `USD 1,234.50`. Exact: Intl takes the text without rounding.
 */
export function describeMoney(amountMinor: bigint, currency: string): string {
  const digits = exponentOf(currency);
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code", ...decimals });
  const text = format.format(`${amountMinor}e-${digits}` as Intl.StringNumericLiteral);
  return text.replace("\u00a0", " ");
}
