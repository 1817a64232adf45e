/**
 * Double entry: which ledger accounts a transaction touches. The database checks the sums again.
 */
import type { Responsibility, TransactionType } from "@pms/contracts/billing/terms";

export type LedgerAccount =
  | "receivable:patient"
  | "receivable:payer"
  | "revenue"
  | "cash"
  | "adjustments"
  // Between two accounts of one person: zero over both.
  | "transfers";
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
export type LedgerEntry = { ledgerAccount: LedgerAccount; debitMinor: bigint; creditMinor: bigint };

export type Posted = {
  type: Exclude<TransactionType, "reversal">;
  amountMinor: bigint;
  responsibility: Responsibility | null;
  direction: Direction | null;
};

/**
 * The entries of a transaction: one debit and one credit of its amount. A reversal has the
 * `opposite` of its original's.
 */
export function entriesOf({ type, amountMinor, responsibility, direction }: Posted): LedgerEntry[] {
  const receivable = `receivable:${responsibility ?? "patient"}` as const;
  switch (type) {
    case "charge":
      return move(amountMinor, { debit: receivable, credit: "revenue" });
    case "payment":
      return move(amountMinor, { debit: "cash", credit: receivable });
    case "refund":
      return move(amountMinor, { debit: receivable, credit: "cash" });
    case "adjustment":
      return direction === "debit"
        ? move(amountMinor, { debit: receivable, credit: "adjustments" })
        : move(amountMinor, { debit: "adjustments", credit: receivable });
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
  const sum = (owed: (account: LedgerAccount) => boolean) =>
    entries
      .filter(({ ledgerAccount }) => owed(ledgerAccount))
      .reduce((total, { debitMinor, creditMinor }) => total + debitMinor - creditMinor, 0n);
  return {
    balanceMinor: sum((account) => account.startsWith("receivable:")),
    payerBalanceMinor: sum((account) => account === "receivable:payer"),
  };
}

function move(amountMinor: bigint, { debit, credit }: { debit: LedgerAccount; credit: LedgerAccount }): LedgerEntry[] {
  return [
    { ledgerAccount: debit, debitMinor: amountMinor, creditMinor: 0n },
    { ledgerAccount: credit, debitMinor: 0n, creditMinor: amountMinor },
  ];
}
