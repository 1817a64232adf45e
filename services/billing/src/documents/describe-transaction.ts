/** What a document says of a transaction in words. Pure. */
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { DocumentWords } from "./words/document-words.ts";

/** The word of a code; a code without one is said as it stands. */
export const wordOf = (words: Readonly<Record<string, string>>, code: string | undefined): string =>
  code === undefined ? "" : ((Object.hasOwn(words, code) ? words[code] : undefined) ?? code);

/**
 * `Charge: Office visit, 99213`; `Payment: Cash, 1234`; of what has no description its reason and
 * direction.
 */
export function describeTransaction(row: LedgerTransaction, words: DocumentWords): string {
  const about = [
    row.description,
    row.code,
    row.units !== undefined && row.units > 1 ? `× ${row.units}` : "",
    row.type === "payment" || row.type === "refund" ? methodOf(row, words) : "",
    row.reference,
    wordOf(words.purposes, row.purpose),
    wordOf(words.reasons, row.reasonCode),
    row.type === "transfer" ? wordOf(words.directions, row.direction) : "",
  ];
  const said = about.filter(Boolean).join(", ");
  const type = words.types[row.type] ?? row.type;
  return said === "" ? type : `${type}: ${said}`;
}

/** `copay` is no method: older senders said it, and meant what the payment was for. */
export function methodOf({ method }: Pick<LedgerTransaction, "method">, words: DocumentWords): string {
  return method === "copay" ? "" : wordOf(words.methods, method);
}
