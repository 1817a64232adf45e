/** The rows of a batch are applied one after the other, and stored together in the end. */
import { randomUUIDv7 } from "node:crypto";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import { ProblemError } from "@pms/kit/problem/problem";
import { lockAccountsOfPatients, noSuchAccount } from "../accounts/store/accounts.ts";
import { needsDays } from "../dating/dating.ts";
import { type DayChange, dayChangeOfTotals, dayChangeOfTransaction } from "../dating/days.ts";
import { sumDays } from "../dating/store/days.ts";
import type { Chart } from "../ledger/chart.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import type { RequestedPosting } from "../ledger/posting.ts";
import { storePostings } from "../ledger/store/postings.ts";
import { applyPosting } from "../postings/applied-posting.ts";
import { isSamePosting } from "../postings/is-same-posting.ts";
import { postingOf } from "../postings/posting-of.ts";
import type { AccountRow, EntryRow, TransactionRow, Tx } from "../store/tables.ts";
import { findByExternalIds } from "../transactions/store/transactions.ts";
import { transactionPosted } from "../transactions/transaction-events.ts";
import { type BatchRow, namesDate } from "./read-batch-row.ts";
import { type RowResult, refused, valueOrProblem } from "./row-result.ts";

export type CheckedRow = { index: number; row: BatchRow };

/** A few statements, whatever the number of rows. */
export async function postRows(
  tx: Tx,
  caller: Caller,
  { source, rows, postedAt, chart }: Pick<Progress, "source" | "postedAt" | "chart"> & { rows: readonly CheckedRow[] },
): Promise<RowResult[]> {
  const patientIds = [...new Set(rows.map(({ row }) => row.patientId))];
  const locked = await lockAccountsOfPatients(tx, patientIds, caller.actor);
  const externalIds = rows.map(({ row }) => row.externalId);
  const known = await findByExternalIds(tx, source, externalIds);
  const progress = startProgress({ caller, source, postedAt, chart }, locked, known);
  await readDays(tx, progress, rows);
  const results = rows.map((row) => postRow(progress, row));
  const { transactions, entries } = progress;
  if (transactions.length > 0) {
    const accounts = [...progress.accounts.values()].filter(({ id }) => progress.postedCounts.has(id));
    const messages = [...progress.messages, ...accounts.map((account) => auditOf(progress, account))];
    await storePostings(tx, { transactions, entries, accounts, messages });
  }
  return results;
}

/** How far a batch has come. */
type Progress = {
  caller: Caller;
  source: string;
  postedAt: Date;
  chart: Chart;
  /** By patient, as they stand after the rows until now. */
  accounts: Map<string, AccountRow>;
  /** By external id, what is posted already. */
  known: Map<string | null, TransactionRow>;
  /** By account, what each date changed, where a row's date is judged by it. */
  days: Map<string, DayChange[]>;
  transactions: TransactionRow[];
  entries: EntryRow[];
  messages: OutboxEvent[];
  /** By account, how many rows were posted. */
  postedCounts: Map<string, number>;
};

function startProgress(
  given: Pick<Progress, "caller" | "source" | "postedAt" | "chart">,
  locked: readonly AccountRow[],
  known: readonly TransactionRow[],
): Progress {
  return {
    ...given,
    accounts: new Map(locked.map((account) => [account.patient_id, account])),
    known: new Map(known.map((transaction) => [transaction.external_id, transaction])),
    days: new Map(),
    transactions: [],
    entries: [],
    messages: [],
    postedCounts: new Map(),
  };
}

async function readDays(tx: Tx, { accounts, days, postedAt }: Progress, rows: readonly CheckedRow[]): Promise<void> {
  for (const { row } of rows) {
    const account = accounts.get(row.patientId);
    const posting = valueOrProblem(() => postingOf(row));
    if (account && !(posting instanceof ProblemError) && needsDays({ posting }, postedAt)) days.set(account.id, []);
  }
  if (days.size === 0) return;
  for (const totals of await sumDays(tx, [...days.keys()]))
    days.get(totals.account_id)?.push(dayChangeOfTotals(totals));
}

function postRow(progress: Progress, { index, row }: CheckedRow): RowResult {
  const account = progress.accounts.get(row.patientId);
  if (!account) return refused(index, noSuchAccount());
  const posting = valueOrProblem(() => postingOf(row));
  if (posting instanceof ProblemError) return refused(index, posting);
  const known = progress.known.get(row.externalId);
  if (known && known.account_id !== account.id) return refused(index, postedOtherwise("was posted to another account"));
  if (known && !isSamePosting(known, posting, namesDate(row)))
    return refused(index, postedOtherwise("was posted with other facts than these"));
  if (known) return { index, outcome: "existing", id: known.id };
  const applied = valueOrProblem(() => applyRow(progress, account, { ...posting, externalId: row.externalId }));
  if (applied instanceof ProblemError) return refused(index, applied);
  const { id } = applied.transaction;
  progress.accounts.set(row.patientId, applied.account);
  progress.known.set(row.externalId, applied.transaction);
  progress.transactions.push(applied.transaction);
  progress.entries.push(...applied.entries);
  progress.days.get(account.id)?.push(dayChangeOfTransaction(applied.transaction, applied.entries));
  progress.messages.push(transactionPosted(progress.caller, applied.account, applied.transaction));
  progress.postedCounts.set(account.id, (progress.postedCounts.get(account.id) ?? 0) + 1);
  return { index, outcome: "posted", id };
}

function applyRow({ caller, source, postedAt, chart, days }: Progress, account: AccountRow, posting: RequestedPosting) {
  const stamp = { id: randomUUIDv7(), postedAt, actor: caller.actor };
  const sent = { posting: { ...posting, source }, entries: entriesOf(posting, chart) };
  return applyPosting(account, sent, days.get(account.id) ?? [], stamp);
}

/** One audit event per patient, not per row. */
function auditOf({ caller, postedCounts }: Progress, account: AccountRow): OutboxEvent {
  return auditMessage("billing", caller.audit, {
    action: "billing.import",
    resourceType: "account",
    resourceId: account.id,
    patientId: account.patient_id,
    facilityId: account.facility_id,
    details: { count: String(postedCounts.get(account.id) ?? 0) },
  });
}

/** 409 that points at the row's own key. */
function postedOtherwise(detail: string): ProblemError {
  const errors = [{ pointer: "/externalId", detail }];
  return new ProblemError("conflict", `This externalId ${detail}.`, { errors });
}
