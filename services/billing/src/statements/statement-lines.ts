/** The lines of a statement and the balance after each. Pure. */
import type { StatementLine } from "@pms/contracts/billing/documents";
import { moneyOf, sumOf } from "../ledger/money.ts";
import type { KnownTransaction } from "../transactions/store/transactions.ts";
import { transactionJson } from "../transactions/transaction-json.ts";

export type Lines = { lines: StatementLine[]; chargesMinor: bigint; creditsMinor: bigint; closingMinor: bigint };

/** @param rows in the order in which they are listed */
export function statementLines(openingMinor: bigint, rows: readonly KnownTransaction[]): Lines {
  let balance = openingMinor;
  let [chargesMinor, creditsMinor] = [0n, 0n];
  const lines = rows.map((row): StatementLine => {
    const { balance_delta_minor: delta, currency } = row;
    balance += delta;
    const isCharge = delta > 0n || (delta === 0n && row.type === "charge");
    if (isCharge) chargesMinor += delta;
    else creditsMinor -= delta;
    return {
      transaction: transactionJson(row),
      ...(isCharge && { charge: moneyOf(delta, currency) }),
      ...(delta < 0n && { credit: moneyOf(-delta, currency) }),
      balance: sumOf(balance, currency),
    };
  });
  return { lines, chargesMinor, creditsMinor, closingMinor: balance };
}
