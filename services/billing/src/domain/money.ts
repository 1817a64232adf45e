/** Money is a bigint of minor units inside and a JSON number outside. */
import type { Money } from "@pms/contracts/common";

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
