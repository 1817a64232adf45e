import type { Money } from "@pms/contracts/http/common";
import { decimalOf } from "@pms/contracts/text/currency";

/** The amount in major units, exactly: 7749 of USD is 77.49. */
export function decimalAmount({ amountMinor, currency }: Money): string {
  return decimalOf(BigInt(amountMinor), currency);
}
