/** What is read of `claims_transactions.csv`. */
import type { BatchTransaction } from "@pms/contracts/billing/batches";

export const transactionsFile = "claims_transactions.csv";
export const columns = [
  "ID",
  "CLAIMID",
  "CHARGEID",
  "PATIENTID",
  "TYPE",
  "AMOUNT",
  "METHOD",
  "FROMDATE",
  "PROCEDURECODE",
  "UNITS",
  "NOTES",
  "TRANSFEROUTID",
  "TRANSFERTYPE",
  "PAYMENTS",
  "TRANSFERS",
];

const columnByPointer: Readonly<Record<string, string>> = {
  "/externalId": "ID",
  "/patientId": "PATIENTID",
  "/code": "PROCEDURECODE",
  "/description": "NOTES",
  "/serviceDate": "FROMDATE",
  "/receivedOn": "FROMDATE",
  "/effectiveOn": "FROMDATE",
};

/**
 * The column that a field of the transaction comes from; the JSON pointer itself where there is
 * none.
 */
export function transactionColumn(type: BatchTransaction["type"], pointer: string): string {
  if (pointer === "/amount/amountMinor") return type === "payment" ? "PAYMENTS" : "AMOUNT";
  return columnByPointer[pointer] ?? pointer;
}
