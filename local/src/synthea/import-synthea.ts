/**
 * Imports a Synthea CSV export through the public API. Patients are known by the export's own id and transactions by
 * theirs, so that a second run changes nothing and an interrupted one is completed by running it again.
 */
import { type BatchTransaction, postingQuestions, type TransactionBatchResult } from "@pms/contracts/billing";
import type { Problem } from "@pms/contracts/common";
import type { PatientBatchResult } from "@pms/contracts/patients";
import { accountActive } from "../account-active.ts";
import type { ApiClient } from "../api-client.ts";
import { inLanes } from "../lanes.ts";
import { requireTwoDecimals } from "./cells.ts";
import type { RowFault } from "./csv-rows.ts";
import { inHalves } from "./in-halves.ts";
import {
  identifierSystem,
  patientColumn,
  patientsFile,
  readPatients,
  requirePatients,
  type SourcePatient,
} from "./read-patients.ts";
import {
  readTransactions,
  requireTransactions,
  type SourceTransaction,
  transactionColumn,
  transactionsFile,
} from "./read-transactions.ts";

export type Tally = { posted: number; existing: number; amountMinor: number };
export type ImportReport = {
  patients: { created: number; existing: number };
  /** By type: charge, payment, transfer. Amounts are those of the rows taken, new and known. */
  transactions: Record<string, Tally>;
  /** What the export says that each patient owes, by the patient's id in the system, in minor units. */
  balances: Map<string, number>;
  faults: RowFault[];
  /** Transactions whose patient was refused: a fault of the patient's line says how many they are, not one of each. */
  leftOut: number;
};

const patientsPerBatch = 200;
const transactionsPerBatch = 500;
/** What an export says happened: nobody is there to be asked about its dates. */
const confirm = [...postingQuestions];
const lanes = 3;

export async function importSynthea(
  api: ApiClient,
  directory: string,
  currency: string,
  say: (progress: string) => void,
): Promise<ImportReport> {
  requireTwoDecimals(currency);
  await requirePatients(directory);
  await requireTransactions(directory);
  const report: ImportReport = {
    patients: { created: 0, existing: 0 },
    transactions: {},
    balances: new Map(),
    faults: [],
    leftOut: 0,
  };
  const onFault = (fault: RowFault) => void report.faults.push(fault);
  const { ids, refused } = await importPatients(api, directory, report, onFault, say);
  const patients = {
    idOf: (sourceId: string) => ids.get(sourceId),
    leaveOut: (sourceId: string) => {
      const patient = ids.has(sourceId) ? undefined : refused.get(sourceId);
      if (patient) patient.leftOut += 1;
      return patient !== undefined;
    },
  };
  await importTransactions(api, readTransactions(directory, currency, patients, onFault), report, onFault, say);
  for (const { line, leftOut } of refused.values()) {
    if (leftOut === 0) continue;
    report.leftOut += leftOut;
    const detail = `this patient was refused: ${leftOut} rows of theirs in ${transactionsFile} were left out`;
    onFault({ file: patientsFile, line, column: "", detail });
  }
  return report;
}

/** `leftOut`: how many transactions of theirs. */
type RefusedPatient = { line: number; leftOut: number };

async function importPatients(
  api: ApiClient,
  directory: string,
  report: ImportReport,
  onFault: (fault: RowFault) => void,
  say: (progress: string) => void,
): Promise<{ ids: Map<string, string>; refused: Map<string, RefusedPatient> }> {
  const ids = new Map<string, string>();
  const refused = new Map<string, RefusedPatient>();
  const onRefused = ({ sourceId, line }: Pick<SourcePatient, "sourceId" | "line">) =>
    void refused.set(sourceId, { line, leftOut: 0 });
  const refuse = (patient: SourcePatient, problem: Problem | undefined) => {
    const { line } = patient;
    onRefused(patient);
    for (const { pointer, detail } of errorsOf(problem))
      onFault({ file: patientsFile, line, column: patientColumn(pointer), detail });
  };
  const post = async (batch: readonly SourcePatient[]) => {
    const { results } = await api.post<PatientBatchResult>("/api/patients/batches", {
      patients: batch.map(({ body }) => body),
    });
    const pending: string[] = [];
    for (const { index, outcome, id, billing, problem } of results) {
      const source = batch[index];
      if (!source) continue;
      if (outcome === "refused" || !id) {
        refuse(source, problem);
        continue;
      }
      ids.set(source.sourceId, id);
      report.balances.set(id, 0);
      report.patients[outcome] += 1;
      if (billing?.status === "pending") pending.push(id);
    }
    for (const id of pending) await accountActive(api, id);
    say(`patients: ${ids.size.toLocaleString("en")} done`);
  };
  await inLanes({
    items: readPatients(directory, onFault, onRefused),
    lanes,
    batchSize: patientsPerBatch,
    work: (batch) => inHalves(batch, post, refuse),
  });
  return { ids, refused };
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
