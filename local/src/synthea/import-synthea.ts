/**
 * Imports a Synthea CSV export through the public API. Rows are known by the export's own ids: a
 * second run changes nothing, and completes an interrupted one.
 */
import { readdir } from "node:fs/promises";
import type { ApiClient } from "../api-client.ts";
import { requireTwoDecimals } from "./cells.ts";
import { ownCopy, type RowFault } from "./csv-rows.ts";
import { importPatients, type PatientOptions } from "./import-patients.ts";
import { emptyReport, type ImportReport, type LeftOut, tellLeftOut } from "./import-report.ts";
import { importTransactions } from "./import-transactions.ts";
import { checkPatients, patientsFile } from "./read-patients.ts";
import { checkTransactions, readTransactions } from "./read-transactions.ts";
import { transactionsFile } from "./transaction-columns.ts";

/** `transactions`: whether there are any. `leftColumns` of the patients are not taken over. */
export type ExportContents = { transactions: boolean; leftColumns: string[]; leftFiles: string[] };
export type ImportOptions = PatientOptions & {
  currency: string;
  /** Told before anything is sent. */
  onChecked?: (contents: ExportContents) => void;
};

/**
 * Reads all files before anything is sent. Throws where one is missing, or cannot be told into rows
 * for certain.
 */
async function checkExport(directory: string, currency: string): Promise<ExportContents> {
  requireTwoDecimals(currency);
  const leftColumns = await checkPatients(directory);
  const files = (await readdir(directory)).filter((name) => name.toLowerCase().endsWith(".csv")).sort();
  const transactions = files.includes(transactionsFile);
  if (transactions) await checkTransactions(directory);
  return {
    transactions,
    leftColumns,
    leftFiles: files.filter((name) => ![patientsFile, transactionsFile].includes(name)),
  };
}

/**
 * Throws as `checkExport` does. Rows that are not taken are faults of the report, and no reason to
 * stop.
 */
export async function importSynthea(api: ApiClient, directory: string, options: ImportOptions): Promise<ImportReport> {
  const contents = await checkExport(directory, options.currency);
  options.onChecked?.(contents);
  const report = emptyReport();
  const onFault = (fault: RowFault) => void report.faults.push(fault);
  const { ids, refused } = await importPatients(api, directory, report, onFault, options);
  if (!contents.transactions) return report;
  const unknown = new Map<string, LeftOut>();
  const patients = {
    idOf: (sourceId: string) => ids.get(sourceId),
    leaveOut: (sourceId: string, line: number) => {
      const patient = refused.get(sourceId) ?? unknown.get(sourceId) ?? { line, rows: 0 };
      patient.rows += 1;
      if (!refused.has(sourceId)) unknown.set(ownCopy(sourceId), patient);
    },
  };
  const rows = readTransactions(directory, options.currency, patients, onFault);
  await importTransactions(api, rows, report, onFault, options.say);
  tellLeftOut(report, refused, unknown);
  return report;
}
