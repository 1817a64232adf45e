/** A transaction as the ledger, its details and its receipt say it. */
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { directionWords, methodWord, purposeWords, reasonWord } from "../../patient/ledger-words.ts";

/** `Office visit, 99213, × 2`; of what has no description its reason and direction. */
export function describeTransaction(row: LedgerTransaction): string {
  const { description, code, units, purpose } = row;
  if (isMoved(row)) return directionWords[row.direction ?? ""] ?? "";
  const about = [description, code, units && units > 1 ? `× ${units}` : undefined, purpose && purposeWords[purpose]];
  const said = about.filter(Boolean).join(", ");
  if (said) return said;
  const way = row.type === "transfer" || row.direction === "debit" ? directionWords[row.direction ?? ""] : undefined;
  return [reasonWord(row.reasonCode), way].filter(Boolean).join(", ");
}

export function describeMethod({ method, reference }: LedgerTransaction): string {
  return [method && method !== "copay" ? methodWord(method) : undefined, reference].filter(Boolean).join(", ");
}

/** In which column the amount stands; neither of what moves nothing, such as a transfer. */
export function sideOf({ balanceDelta: { amountMinor }, type }: LedgerTransaction): "charge" | "credit" | undefined {
  if (amountMinor > 0 || (amountMinor === 0 && type === "charge")) return "charge";
  return amountMinor < 0 ? "credit" : undefined;
}

/** What was charged and what was credited in these rows, in minor units. */
export function totalsOf(rows: readonly LedgerTransaction[]): { chargedMinor: number; creditedMinor: number } {
  const sum = (side: "charge" | "credit") =>
    rows.filter((row) => sideOf(row) === side).reduce((total, { amount }) => total + amount.amountMinor, 0);
  return { chargedMinor: sum("charge"), creditedMinor: sum("credit") };
}

/** Of what there is a receipt: money that changed hands. */
export const hasReceipt = ({ type }: LedgerTransaction) => type === "payment" || type === "refund";
/** What a form can post anew in the place of what was wrong. */
export const isCorrectable = ({ type, reversedBy }: LedgerTransaction) =>
  (type === "payment" || type === "charge" || type === "adjustment") && !reversedBy;
export const isReversible = (row: LedgerTransaction) => row.type !== "reversal" && !row.reversedBy && !isMoved(row);

/** By a merge of two records: it goes back with the merge. */
const isMoved = ({ direction }: LedgerTransaction) => direction === "to-account" || direction === "from-account";
