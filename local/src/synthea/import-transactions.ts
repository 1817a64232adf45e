import type { BatchTransaction, TransactionBatchResult } from "@pms/contracts/billing/batches";
import { postingQuestions } from "@pms/contracts/billing/postings";
import type { Problem } from "@pms/contracts/http/common";
import type { ApiClient } from "../api-client.ts";
import { inLanes } from "../lanes.ts";
import type { RowFault } from "./csv-rows.ts";
import { errorsOf, type ImportReport } from "./import-report.ts";
import { inHalves } from "./in-halves.ts";
import { identifierSystem } from "./read-patients.ts";
import type { SourceTransaction } from "./read-transactions.ts";
import { transactionColumn, transactionsFile } from "./transaction-columns.ts";

const transactionsPerBatch = 500;
/** What an export says happened: nobody is there to be asked about its dates. */
const confirm = [...postingQuestions];

/** Posts them in batches, those of one account in the order of the file. */
export async function importTransactions(
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
    lanes: 3,
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
