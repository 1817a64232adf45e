import type { PriceWrite } from "@pms/contracts/billing/prices";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** 400 for an amount in another currency than the price's, and for a currency that there is not. */
export function requireOneCurrency({ amount, currency }: Pick<PriceWrite, "amount" | "currency">): void {
  if (amount && currency !== undefined && amount.currency !== currency)
    throw invalidField("/currency", "must be the currency of the amount");
  const named = amount?.currency ?? currency;
  if (named !== undefined && !currencies.has(named))
    throw invalidField(amount ? "/amount/currency" : "/currency", "is no currency of ISO 4217");
}

/**
 * Who works at some facilities sets the prices of these; what counts for everybody is set by who
 * works at all (AZ-3). 403 otherwise.
 */
export function requireOwnPrice({ facilities }: Actor, facilityId: string | undefined): void {
  if (facilities === "all") return;
  if (facilityId === undefined)
    throw new ProblemError("forbidden", "A price for every facility is set by somebody who works at all of them.");
  if (!facilities.includes(facilityId.toLowerCase())) throw new ProblemError("forbidden");
}

/** Whose prices somebody sees beside those for everybody; null for all. */
export function pricesInReach({ facilities }: Actor, wanted?: string): readonly string[] | null {
  const asked = wanted?.toLowerCase();
  if (facilities === "all") return asked === undefined ? null : [asked];
  return facilities.filter((id) => asked === undefined || id === asked);
}
