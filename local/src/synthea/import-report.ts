import type { Problem } from "@pms/contracts/http/common";
import type { RowFault } from "./csv-rows.ts";
import { patientsFile } from "./read-patients.ts";
import { transactionsFile } from "./transaction-columns.ts";

export type Tally = { posted: number; existing: number; amountMinor: number };
export type ImportReport = {
  patients: { created: number; existing: number };
  /** By type: charge, payment, transfer. Amounts are those of the rows taken, new and known. */
  transactions: Record<string, Tally>;
  /**
   * What the export says that each patient owes, by the patient's id in the system, in minor units.
   */
  balances: Map<string, number>;
  faults: RowFault[];
  /**
   * Transactions whose patient was refused or is not there: one fault of the patient says how many
   * they are.
   */
  leftOut: number;
  /**
   * Fields of patients known already that the export says otherwise: nothing of them was changed.
   */
  differences: RowFault[];
};

export function emptyReport(): ImportReport {
  return {
    patients: { created: 0, existing: 0 },
    transactions: {},
    balances: new Map(),
    faults: [],
    leftOut: 0,
    differences: [],
  };
}

/**
 * `line` is the patient's own where they were refused, else that of the first transaction of
 * theirs.
 */
export type LeftOut = { line: number; rows: number };

export function tellLeftOut(
  report: ImportReport,
  refused: ReadonlyMap<string, LeftOut>,
  unknown: ReadonlyMap<string, LeftOut>,
): void {
  for (const { line, rows } of refused.values()) {
    if (rows === 0) continue;
    const detail = `this patient was refused: ${rows} rows of theirs in ${transactionsFile} were left out`;
    report.faults.push({ file: patientsFile, line, column: "", detail });
    report.leftOut += rows;
  }
  for (const { line, rows } of unknown.values()) {
    const more = rows === 1 ? "" : `; ${rows - 1} rows below name the same one`;
    report.faults.push({
      file: transactionsFile,
      line,
      column: "PATIENTID",
      detail: `no such patient in patients.csv${more}`,
    });
    report.leftOut += rows - 1;
  }
}

/** What was wrong with a refused row: its fields where they are known, else the whole. */
export function errorsOf(problem: Problem | undefined): { pointer: string; detail: string }[] {
  return problem?.errors ?? [{ pointer: "", detail: problem?.detail ?? problem?.title ?? "refused" }];
}
