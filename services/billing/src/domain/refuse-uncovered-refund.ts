import { ProblemError } from "@pms/kit/problem";
import type { Transaction } from "kysely";
import type { AccountRow } from "../store/accounts.ts";
import { paidBy } from "../store/balances.ts";
import type { DB } from "../store/gen/tables.ts";
import { describeMoney } from "./money.ts";
import type { Posting } from "./posting.ts";

/**
 * 422 for more than the account's credit, than the credit of the one that it goes to, or than that one has paid: an adjustment
 * and a transfer make credit without money, and what never came in can't be given back. Says which limit, and how much it is.
 * The caller holds the account's row lock, so that no other refund is taken against the same money.
 */
export async function refuseUncoveredRefund(
  tx: Transaction<DB>,
  account: AccountRow,
  { amountMinor, responsibility }: Posting,
): Promise<void> {
  const party = responsibility ?? "patient";
  const owed = {
    patient: account.balance_minor - account.payer_balance_minor,
    payer: account.payer_balance_minor,
  };
  const limits = [
    { minor: -account.balance_minor, what: "the account's credit balance" },
    { minor: -owed[party], what: `the ${party}'s credit balance` },
    { minor: await paidBy(tx, account.id, party), what: `what the ${party} has paid and was not given back` },
  ].sort((one, other) => Number(one.minor - other.minor));
  for (const { minor, what } of limits) {
    const most = describeMoney(minor > 0n ? minor : 0n, account.currency);
    if (amountMinor > minor) throw new ProblemError("rule-violated", `A refund can be at most ${most}: ${what}.`);
  }
}
