/**
 * Imports a Synthea CSV export through the public API. Patients are known by the export's own id
 * and transactions by theirs, so that a second run changes nothing and an interrupted one is
 * completed by running it again.
 */
import { readdir } from "node:fs/promises";
import type { Facility } from "@pms/contracts/auth/facilities";
import type { BatchTransaction, TransactionBatchResult } from "@pms/contracts/billing/batches";
import { postingQuestions } from "@pms/contracts/billing/postings";
import type { Problem } from "@pms/contracts/http/common";
import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import { accountActive } from "../account-active.ts";
import type { ApiClient } from "../api-client.ts";
import { inLanes } from "../lanes.ts";
import { requireTwoDecimals } from "./cells.ts";
import { ownCopy, type RowFault } from "./csv-rows.ts";
import { inHalves } from "./in-halves.ts";
import {
  checkPatients,
  identifierSystem,
  patientColumn,
  patientsFile,
  readPatients,
  type SourcePatient,
} from "./read-patients.ts";
import {
  checkTransactions,
  readTransactions,
  type SourceTransaction,
  transactionColumn,
  transactionsFile,
} from "./read-transactions.ts";

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
   * Transactions whose patient was refused or is not there: a fault of the patient says how many
   * they are, not one of each.
   */
  leftOut: number;
  /**
   * Fields of patients known already that the export says otherwise: nothing of them was changed.
   */
  differences: RowFault[];
};
/**
 * `transactions`: whether there are any; an export may be of patients alone. `leftColumns` of the
 * patients are not taken over.
 */
export type ExportContents = { transactions: boolean; leftColumns: string[]; leftFiles: string[] };
export type ImportOptions = {
  currency: string;
  facilities: readonly Pick<Facility, "id" | "name">[];
  /** Of patients of whom the export names none. */
  facilityId?: string;
  /** Told before anything is sent. */
  onChecked?: (contents: ExportContents) => void;
  say: (progress: string) => void;
};

const patientsPerBatch = 200;
const transactionsPerBatch = 500;
/** What an export says happened: nobody is there to be asked about its dates. */
const confirm = [...postingQuestions];
const lanes = 3;

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
  const report: ImportReport = {
    patients: { created: 0, existing: 0 },
    transactions: {},
    balances: new Map(),
    faults: [],
    leftOut: 0,
    differences: [],
  };
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

/**
 * `line` is the patient's own where they were refused, else that of the first transaction of
 * theirs.
 */
type LeftOut = { line: number; rows: number };

function tellLeftOut(
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

async function importPatients(
  api: ApiClient,
  directory: string,
  report: ImportReport,
  onFault: (fault: RowFault) => void,
  { facilities, facilityId, say }: ImportOptions,
): Promise<{ ids: Map<string, string>; refused: Map<string, LeftOut> }> {
  const ids = new Map<string, string>();
  const refused = new Map<string, LeftOut>();
  const onRefused = ({ sourceId, line }: Pick<SourcePatient, "sourceId" | "line">) => {
    // A second row of the same patient takes nothing from the first.
    if (!ids.has(sourceId)) refused.set(sourceId, { line, rows: 0 });
  };
  const refuse = (patient: SourcePatient, problem: Problem | undefined) => {
    const { line } = patient;
    onRefused(patient);
    for (const { pointer, detail } of errorsOf(problem))
      onFault({ file: patientsFile, line, column: patientColumn(pointer), detail });
  };
  const post = async (batch: readonly SourcePatient[]) => {
    const { results } = await api.post<PatientBatchResult>("/api/patients/batches", {
      patients: batch.map(({ body }) => ({ ...(facilityId !== undefined && { facilityId }), ...body })),
    });
    const pending: string[] = [];
    for (const { index, outcome, id, billing, differs = [], problem } of results) {
      const source = batch[index];
      if (!source) continue;
      if (outcome === "refused" || !id) {
        refuse(source, problem);
        continue;
      }
      ids.set(source.sourceId, id);
      refused.delete(source.sourceId);
      report.balances.set(id, 0);
      report.patients[outcome] += 1;
      if (billing?.status === "pending") pending.push(id);
      for (const pointer of differs) report.differences.push(difference(source, pointer));
    }
    for (const id of pending) await accountActive(api, id);
    say(`patients: ${ids.size.toLocaleString("en")} done`);
  };
  const facilityOf = (named: string) => findFacility(facilities, named)?.id;
  await inLanes({
    items: readPatients({ directory, facilityOf, onFault, onRefused }),
    lanes,
    batchSize: patientsPerBatch,
    work: (batch) => inHalves(batch, post, refuse),
  });
  return { ids, refused };
}

/** By name, in whatever case, or id. */
export function findFacility<Known extends Pick<Facility, "id" | "name">>(
  facilities: readonly Known[],
  named: string,
): Known | undefined {
  const wanted = named.trim().toLowerCase();
  return facilities.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
}

function difference({ line }: SourcePatient, pointer: string): RowFault {
  const detail = "says something else than the record, which was left as it is";
  return { file: patientsFile, line, column: patientColumn(pointer), detail };
}

/** What was wrong with a refused row: its fields where they are known, else the whole. */
function errorsOf(problem: Problem | undefined): { pointer: string; detail: string }[] {
  return problem?.errors ?? [{ pointer: "", detail: problem?.detail ?? problem?.title ?? "refused" }];
}

async function importTransactions(
  api: ApiClient,
  rows: AsyncIterable<SourceTransaction>,
  report: ImportReport,
  onFault: (fault: RowFault) => void,
  say: (progress: string) => void,
): Promise<void> {
  let done = 0;
  const refuse = ({ line, transaction }: SourceTransaction, problem: Problem | undefined) => {
    for (const { pointer, detail } of errorsOf(problem))
      onFault({ file: transactionsFile, line, column: transactionColumn(transaction.type, pointer), detail });
  };
  const post = async (batch: readonly SourceTransaction[]) => {
    const body = {
      source: identifierSystem,
      transactions: batch.map(({ transaction }) => ({ ...transaction, confirm })),
    };
    const { results } = await api.post<TransactionBatchResult>("/api/billing/batches", body);
    for (const { index, outcome, problem } of results) {
      const row = batch[index];
      if (!row) continue;
      if (outcome === "refused") refuse(row, problem);
      else count(report, row.transaction, outcome);
    }
    done += batch.length;
    say(`transactions: ${done.toLocaleString("en")} done`);
  };
  await inLanes({
    items: rows,
    lanes,
    batchSize: transactionsPerBatch,
    // One account's rows stay in one lane: they are posted in the order of the file.
    laneOf: ({ sourcePatientId }) =>
      Math.abs(Number.parseInt(sourcePatientId.slice(0, 6), 16)) || sourcePatientId.length,
    work: (batch) => inHalves(batch, post, refuse),
  });
}

function count(
  report: ImportReport,
  { type, amount: { amountMinor }, patientId }: BatchTransaction,
  outcome: "posted" | "existing",
): void {
  const tally = report.transactions[type] ?? { posted: 0, existing: 0, amountMinor: 0 };
  report.transactions[type] = tally;
  tally[outcome] += 1;
  tally.amountMinor += amountMinor;
  const sign = type === "charge" ? 1 : type === "payment" ? -1 : 0;
  report.balances.set(patientId, (report.balances.get(patientId) ?? 0) + sign * amountMinor);
}
