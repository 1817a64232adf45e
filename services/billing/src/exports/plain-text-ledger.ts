/**
 * The ledger as plain-text accounting, which hledger and ledger read alike. It holds ids, codes and
 * amounts: no name, and no text that a person has typed. Pure.
 */
import { decimalOf } from "@pms/contracts/text/currency";
import type { Chart, ChartAccount } from "../ledger/chart.ts";
import type { ExportedTransaction } from "./store/exported-transactions.ts";

const roots: Readonly<Record<string, string>> = {
  asset: "assets",
  liability: "liabilities",
  revenue: "revenues",
  "contra-revenue": "revenues",
  expense: "expenses",
};

/** `assets:cash:card`: under the roots by which these tools know what an account is. */
export function plainTextName({ account, type }: Pick<ChartAccount, "account" | "type">): string {
  return `${roots[type] ?? "assets"}:${account}`;
}

/** What is owed, in credit or on its way is told apart by the patient's account; the rest is the clinic's. */
const isOfAccount = ({ account, type }: ChartAccount): boolean =>
  type === "liability" || account === "clearing" || account.startsWith("receivable:");

export function headOf(
  chart: Chart,
  { at, asOf, currencies }: { at: Date; asOf: string; currencies: string[] },
): string {
  const accounts = chart.accounts.flatMap((each) => [
    `; ${each.number} ${each.name.replaceAll(/[^\p{L}\p{N} -]/gu, "_")}`,
    `account ${plainTextName(each)}`,
  ]);
  return lines([
    `; The ledger as it was at ${at.toISOString()}, until the end of ${asOf}.`,
    "; Dates are effective dates as they were posted, in the calendar of the clinic; moments are UTC.",
    "; Receivables, liabilities and clearing end with the id of the billing account. No name of a patient is in it.",
    ...currencies.map((currency) => `commodity ${currency}`),
    ...accounts,
    "",
  ]);
}

export type Namer = (account: string, accountId: string) => string;

export function namerOf(chart: Chart): Namer {
  const known = new Map(chart.accounts.map((each) => [each.account, each]));
  return (account, accountId) => {
    const each = known.get(account);
    if (!each) return `assets:unknown:${clean(account)}`;
    return isOfAccount(each) ? `${plainTextName(each)}:${accountId}` : plainTextName(each);
  };
}

/** One transaction, with an empty line behind it. */
export function textOf(transaction: ExportedTransaction, nameOf: Namer): string {
  const { id, account_id: accountId, sequence, type, currency, facility_id: facilityId, entries } = transaction;
  const code = transaction.code ?? transaction.reason_code;
  return lines([
    `${transaction.effective_on} (${sequence}) ${[clean(type), ...(code === null ? [] : [clean(code)])].join(" ")}`,
    `    ; transaction: ${id}`,
    `    ; posted: ${transaction.posted_at.toISOString()}`,
    `    ; facility: ${facilityId}`,
    ...(transaction.reversal_of === null ? [] : [`    ; reverses: ${transaction.reversal_of}`]),
    ...entries.map(
      ({ account, minor }) => `    ${nameOf(account, accountId)}  ${decimalOf(BigInt(minor), currency)} ${currency}`,
    ),
    "",
  ]);
}

/** Without it a file that was cut off would read like a whole one. */
export const endOf = (count: number): string => `; End of the ledger: ${count} transactions.\n`;

/** Only what no tool takes for a comment, a tag, an amount or the end of a name. */
function clean(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, 50);
}

const lines = (all: readonly string[]): string => `${all.join("\n")}\n`;
