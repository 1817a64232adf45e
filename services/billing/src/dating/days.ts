/**
 * An account day by day: what each effective date changed, and how things stood at its end. Pure.
 */
import type { Responsibility } from "@pms/contracts/billing/terms";
import { isCash, isPayersReceivable, isReceivable } from "../ledger/chart.ts";
import type { EntryRow, TransactionRow } from "../store/tables.ts";

/**
 * What the postings of one effective date change of what each party owes and has paid; minor units.
 */
export type DayChange = {
  on: string;
  owed: Readonly<Record<Responsibility, bigint>>;
  /**
   * Payments less refunds, both without what was reversed: a reversal keeps its original's party.
   */
  paid: Readonly<Record<Responsibility, bigint>>;
};
/** The same as it is summed in the database. */
export type DayTotals = {
  account_id: string;
  on: string;
  patient_owed: bigint;
  payer_owed: bigint;
  patient_paid: bigint;
  payer_paid: bigint;
};
/** How things stood at the end of a day: the sums of all changes until then. */
export type Day = DayChange;

const zero = { patient: 0n, payer: 0n };

/**
 * The day `on` as it stands, and every later day on which something changed.
 * @param changes in any order, several of one date too
 */
export function daysFrom(changes: readonly DayChange[], on: string): [Day, ...Day[]] {
  const sum = (days: readonly DayChange[]): Omit<Day, "on"> => ({
    owed: days.reduce((total, { owed }) => add(total, owed), zero),
    paid: days.reduce((total, { paid }) => add(total, paid), zero),
  });
  const first: Day = { on, ...sum(changes.filter((change) => change.on <= on)) };
  const days: [Day, ...Day[]] = [first];
  let before = first;
  const later = Map.groupBy(
    changes.filter((change) => change.on > on),
    (change) => change.on,
  );
  for (const date of [...later.keys()].sort()) {
    const change = sum(later.get(date) ?? []);
    before = { on: date, owed: add(before.owed, change.owed), paid: add(before.paid, change.paid) };
    days.push(before);
  }
  return days;
}

function add(one: Day["owed"], other: Day["owed"]): Day["owed"] {
  return { patient: one.patient + other.patient, payer: one.payer + other.payer };
}

export function dayChangeOfTotals(row: DayTotals): DayChange {
  return {
    on: row.on,
    owed: { patient: row.patient_owed, payer: row.payer_owed },
    paid: { patient: row.patient_paid, payer: row.payer_paid },
  };
}

/** What one transaction changes, on its date. */
export function dayChangeOfTransaction(transaction: TransactionRow, entries: readonly EntryRow[]): DayChange {
  const sumOf = (counts: (ledgerAccount: string) => boolean) =>
    entries
      .filter((entry) => counts(entry.ledger_account))
      .reduce((sum, entry) => sum + entry.debit_minor - entry.credit_minor, 0n);
  const payerOwed = sumOf(isPayersReceivable);
  const paid = (party: Responsibility) => (transaction.responsibility === party ? sumOf(isCash) : 0n);
  return {
    on: transaction.effective_on,
    owed: { patient: sumOf(isReceivable) - payerOwed, payer: payerOwed },
    paid: { patient: paid("patient"), payer: paid("payer") },
  };
}
