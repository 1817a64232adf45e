/**
 * Double entry: which accounts of the chart a transaction touches. The database checks the sums again.
 */
import type { Responsibility, TransactionType } from "@pms/contracts/billing/terms";
import { type Chart, isPayersReceivable, isReceivable } from "./chart.ts";

export type Direction =
  | "credit"
  | "debit"
  | "to-patient"
  | "to-payer"
  | "between-payers"
  // To and from another account, when records are merged or the merge is undone.
  | "to-account"
  | "from-account";

/**
 * One of the two amounts is zero; both are where a service was given without charge. Minor units.
 */
export type LedgerEntry = { ledgerAccount: string; debitMinor: bigint; creditMinor: bigint };

export type Posted = {
  type: Exclude<TransactionType, "reversal">;
  amountMinor: bigint;
  responsibility: Responsibility | null;
  direction: Direction | null;
  /** Of a charge. */
  code: string | null;
  /** Of a payment or a refund. */
  method: string | null;
  /** Of an adjustment. */
  reasonCode: string | null;
};

/**
 * The entries of a transaction: one debit and one credit of its amount. A reversal has the
 * `opposite` of its original's.
 */
export function entriesOf(
  { type, amountMinor, responsibility, direction, code, method, reasonCode }: Posted,
  chart: Chart,
): LedgerEntry[] {
  const receivable = `receivable:${responsibility ?? "patient"}` as const;
  switch (type) {
    case "charge":
      return move(amountMinor, { debit: receivable, credit: chart.accountFor("charge", code) });
    case "payment":
      return move(amountMinor, { debit: chart.accountFor("payment", method), credit: receivable });
    case "refund":
      return move(amountMinor, { debit: receivable, credit: chart.accountFor("payment", method) });
    case "adjustment": {
      const adjusted = chart.accountFor("adjustment", reasonCode);
      return direction === "debit"
        ? move(amountMinor, { debit: receivable, credit: adjusted })
        : move(amountMinor, { debit: adjusted, credit: receivable });
    }
    case "transfer":
      return move(amountMinor, {
        debit: direction === "to-patient" ? "receivable:patient" : "receivable:payer",
        credit: direction === "to-payer" ? "receivable:patient" : "receivable:payer",
      });
  }
}

/** What undoes these entries. */
export function opposite(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return entries.map(({ ledgerAccount, debitMinor, creditMinor }) => ({
    ledgerAccount,
    debitMinor: creditMinor,
    creditMinor: debitMinor,
  }));
}

/** What the entries do to what is owed in all, and to the payer's part of it. */
export function effectOf(entries: readonly LedgerEntry[]): { balanceMinor: bigint; payerBalanceMinor: bigint } {
  const sum = (owed: (account: string) => boolean) =>
    entries
      .filter(({ ledgerAccount }) => owed(ledgerAccount))
      .reduce((total, { debitMinor, creditMinor }) => total + debitMinor - creditMinor, 0n);
  return {
    balanceMinor: sum(isReceivable),
    payerBalanceMinor: sum(isPayersReceivable),
  };
}

function move(amountMinor: bigint, { debit, credit }: { debit: string; credit: string }): LedgerEntry[] {
  return [
    { ledgerAccount: debit, debitMinor: amountMinor, creditMinor: 0n },
    { ledgerAccount: credit, debitMinor: 0n, creditMinor: amountMinor },
  ];
}
