import type { Aging, AgingQuery } from "@pms/contracts/billing/aging";
import type { Caller } from "@pms/kit/audit/caller";
import { readSlowly } from "@pms/kit/db/database";
import { todayUtc } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import { sumOf } from "../ledger/money.ts";
import { type AgedSum, ageBalances, type Owing } from "./store/age-balances.ts";

/** The gateway waits for 30 s. */
const readMaxMs = 25_000;
/** Four widths, and all that is older. */
const bucketLast = 4;

/** What the accounts in the caller's reach owe, by age; the audit says that it was read. */
export async function readAging(
  { database, audit, now }: Pick<Deps, "database" | "audit" | "now">,
  caller: Caller,
  { asOf = todayUtc(now()), bucketDays = 30, facilityId }: AgingQuery,
): Promise<Aging> {
  const asked = { asOf, bucketDays, bucketLast, facilityId: facilityId?.toLowerCase() };
  const { sums, owing } = await readSlowly(database, readMaxMs, (tx) => ageBalances(tx, asked, caller.actor));
  audit.record(caller.audit, {
    action: "billing.read-aging",
    resourceType: "ledger",
    details: { asOf, bucketDays: String(bucketDays) },
    ...(facilityId !== undefined && { facilityId }),
  });
  const currencies = [...new Set([...sums, ...owing].map(({ currency }) => currency))].sort();
  return { asOf, bucketDays, currencies: currencies.map((currency) => agingOf(currency, bucketDays, { sums, owing })) };
}

/** 422 where a sum is beyond what a JSON number can say exactly. */
function agingOf(
  currency: string,
  bucketDays: number,
  { sums, owing }: { sums: readonly AgedSum[]; owing: readonly Owing[] },
): Aging["currencies"][number] {
  const own = sums.filter((sum) => sum.currency === currency);
  const buckets = Array.from({ length: bucketLast + 1 }, (_, index) => {
    const { accounts, amount_minor: amount } = own.find(({ bucket }) => bucket === index) ?? nothing;
    const fromDays = index === 0 ? 0 : index * bucketDays + 1;
    const toDays = index === bucketLast ? {} : { toDays: (index + 1) * bucketDays };
    return { fromDays, ...toDays, accounts, amount: sumOf(BigInt(amount), currency) };
  });
  const owed = own.reduce((sum, { bucket, amount_minor: amount }) => sum + (bucket === null ? 0n : BigInt(amount)), 0n);
  const credits = own.find(({ bucket }) => bucket === null) ?? nothing;
  return {
    currency,
    buckets,
    owed: sumOf(owed, currency),
    accounts: owing.find((each) => each.currency === currency)?.accounts ?? 0,
    credits: { accounts: credits.accounts, amount: sumOf(BigInt(credits.amount_minor), currency) },
  };
}

const nothing = { accounts: 0, amount_minor: "0" };
