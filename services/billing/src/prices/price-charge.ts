import type { Charge } from "@pms/contracts/billing/postings";
import type { ListedCharge } from "@pms/contracts/billing/prices";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import { findAccount, noSuchAccount } from "../accounts/store/accounts.ts";
import type { Tx } from "../store/tables.ts";
import { findPrice } from "./store/prices.ts";

const amountMax = 999_999_999_999n;

/**
 * The charge with what the price list says where it leaves that open. 422 where the list has no
 * price of that day: nothing is ever charged at 0 because a price is missing.
 */
export async function priceCharge(
  tx: Tx,
  actor: Actor,
  { accountId, charge }: { accountId: string; charge: ListedCharge },
): Promise<Charge> {
  const { payer = null, amount, description, ...rest } = charge;
  if (amount && description !== undefined) return { ...rest, amount, description };
  const account = await findAccount(tx, accountId, actor);
  if (!account) throw noSuchAccount();
  const { currency } = account;
  const facilityId = charge.facilityId?.toLowerCase() ?? account.facility_id;
  const price = await findPrice(tx, { code: charge.code, currency, facilityId, payer }, charge.serviceDate);
  if (!price || price.amount_minor === null) throw notListed(charge, currency);
  const total = price.amount_minor * BigInt(charge.units ?? 1);
  if (!amount && total > amountMax)
    throw new ProblemError("rule-violated", "The units come to more than may be posted.");
  return {
    ...rest,
    amount: amount ?? { amountMinor: Number(total), currency },
    description: description ?? price.description,
  };
}

function notListed({ code, serviceDate }: ListedCharge, currency: string): ProblemError {
  const detail = `The price list has no price for ${code} on ${serviceDate} in ${currency}. Add it, or name the amount and what was done.`;
  return new ProblemError("rule-violated", detail);
}
