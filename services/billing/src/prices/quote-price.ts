import type { PriceQuote, PriceQuoteQuery } from "@pms/contracts/billing/prices";
import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { priceJson, scopeOf } from "./price-json.ts";
import { pricesInReach } from "./require-own-price.ts";
import { findPrice } from "./store/prices.ts";

/** What one unit costs on a day. 404 where the list has no price of it within the caller's reach. */
export async function quotePrice(
  { database, currency: ours }: Pick<Deps, "database" | "currency">,
  { actor }: Caller,
  { code, serviceDate, facilityId, payer, currency = ours }: PriceQuoteQuery,
): Promise<PriceQuote> {
  const [within] = facilityId === undefined ? [] : (pricesInReach(actor, facilityId) ?? []);
  const key = { code, currency, facilityId: within ?? null, payer: payer ?? null };
  const price = await findPrice(database.pool, key, serviceDate);
  if (!price) throw new ProblemError("not-found", "The price list has no price for this code on that day.");
  return { price: priceJson(price), scope: scopeOf(price) };
}
