import { randomUUIDv7 } from "node:crypto";
import type { TransactionBatch, TransactionBatchResult } from "@pms/contracts/billing";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { inTransaction } from "@pms/kit/db/database";
import { isUniqueViolation } from "@pms/kit/db/errors";
import { type Answer, type IdempotentRequest, onceByKey } from "@pms/kit/http/idempotency";
import { ProblemError, problemBody } from "@pms/kit/http/problem";
import type { Facilities } from "@pms/kit/trust/facilities";
import type { Transaction } from "kysely";
import { type AccountRow, lockAccountsOfPatients, noSuchAccount } from "../accounts/store/accounts.ts";
import { needsDays } from "../dating/dating.ts";
import { type DayChange, dayChangeBy, dayChangeOf } from "../dating/days.ts";
import type { Deps } from "../deps.ts";
import { transactionPosted } from "../ledger/billing-messages.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { type AskedPosting, postingOf } from "../ledger/posting.ts";
import { isKnownFacility, noSuchFacility } from "../ledger/require-known-facility.ts";
import { sumDays } from "../ledger/store/balances.ts";
import { type EntryRow, storePostings, type TransactionRow } from "../ledger/store/postings.ts";
import { findByExternalIds } from "../ledger/store/transactions.ts";
import { takePosting } from "../ledger/take-posting.ts";
import type { DB } from "../store/gen/tables.ts";
import { readBatchRow } from "./batch-rows.ts";
import { isSamePosting } from "./is-same-posting.ts";

type Result = TransactionBatchResult["results"][number];
/** Told of all rows together; beyond these each row is told its first fault (REL-8). */
const batchFaultsMax = 2_000;

type Row = { index: number; request: ReturnType<typeof readBatchRow> };

/**
 * Posts what can be posted in one transaction and a few statements; each row has its own outcome. Rows of one account are
 * posted in the order given. A row whose (source, externalId) is known posts nothing: it is refused (409) where something else was
 * posted under it. The answer is kept under the key, if any.
 */
export async function postBatch(
  { database, facilities }: Pick<Deps, "database" | "facilities">,
  caller: Caller,
  batch: TransactionBatch,
  key: IdempotentRequest | undefined,
): Promise<Answer & { replayed: boolean }> {
  const results: Result[] = [];
  const rows: Row[] = [];
  let faultsLeft = batchFaultsMax;
  for (const [index, value] of batch.transactions.entries()) {
    const request = await checkRow(facilities, caller, value, faultsLeft);
    if (request instanceof ProblemError) {
      faultsLeft -= request.errors?.length ?? 0;
      results.push(refused(index, request));
    } else rows.push({ index, request });
  }
  const source = `batch:${batch.source}`;
  const post = () =>
    inTransaction(database, (tx) =>
      onceByKey(tx, key, async () => {
        const all = [...results, ...(await postRows(tx, caller, source, rows))].sort((a, b) => a.index - b.index);
        return { status: 200, body: { results: all } };
      }),
    );
  return post().catch((error: unknown) => {
    // Another batch posted one of these external ids, to another account, while this one ran: now it is known.
    if (isUniqueViolation(error, "transactions_source_external_id_key")) return post();
    throw error;
  });
}

async function postRows(tx: Transaction<DB>, caller: Caller, source: string, rows: readonly Row[]): Promise<Result[]> {
  const patientIds = [...new Set(rows.map(({ request }) => request.patientId))];
  const locked = await lockAccountsOfPatients(tx, patientIds, caller.actor);
  const externalIds = rows.map(({ request }) => request.externalId);
  const known = await findByExternalIds(tx, source, externalIds);
  const ledger = startLedger(caller, source, locked, known);
  await readDays(tx, ledger, rows);
  const results = rows.map((row) => postRow(ledger, row));
  const { transactions, entries } = ledger;
  if (transactions.length > 0) {
    const accounts = [...ledger.accounts.values()].filter(({ id }) => ledger.postedCounts.has(id));
    const messages = [...ledger.messages, ...accounts.map((account) => auditOf(ledger, account))];
    await storePostings(tx, { transactions, entries, accounts, messages });
  }
  return results;
}

/** The accounts as they stand while the rows are taken one after the other, and what is to be stored in the end. */
function startLedger(caller: Caller, source: string, locked: readonly AccountRow[], known: readonly TransactionRow[]) {
  return {
    caller,
    source,
    postedAt: new Date(),
    accounts: new Map(locked.map((account) => [account.patient_id, account])),
    known: new Map(known.map((transaction) => [transaction.external_id, transaction])),
    transactions: [] as TransactionRow[],
    entries: [] as EntryRow[],
    messages: [] as ReturnType<typeof transactionPosted>[],
    postedCounts: new Map<string, number>(),
    /** By account, what each date changed, where a row's date is judged by it. */
    days: new Map<string, DayChange[]>(),
  };
}
type Ledger = ReturnType<typeof startLedger>;

async function readDays(tx: Transaction<DB>, { accounts, days, postedAt }: Ledger, rows: readonly Row[]) {
  for (const { request } of rows) {
    const account = accounts.get(request.patientId);
    const posting = attempt(() => postingOf(request));
    if (account && !(posting instanceof ProblemError) && needsDays({ posting }, postedAt)) days.set(account.id, []);
  }
  if (days.size === 0) return;
  for (const total of await sumDays(tx, [...days.keys()])) days.get(total.account_id)?.push(dayChangeOf(total));
}

function postRow(ledger: Ledger, { index, request }: Row): Result {
  const account = ledger.accounts.get(request.patientId);
  if (!account) return refused(index, noSuchAccount());
  const posting = attempt(() => postingOf(request));
  if (posting instanceof ProblemError) return refused(index, posting);
  const known = ledger.known.get(request.externalId);
  if (known && known.account_id !== account.id) return refused(index, postedOtherwise("was posted to another account"));
  if (known && !isSamePosting(known, posting, isDated(request)))
    return refused(index, postedOtherwise("was posted with other facts than these"));
  if (known) return { index, outcome: "existing", id: known.id };
  const taken = attempt(() => takeRow(ledger, account, { ...posting, externalId: request.externalId }));
  if (taken instanceof ProblemError) return refused(index, taken);
  const { id } = taken.transaction;
  ledger.accounts.set(request.patientId, taken.account);
  ledger.known.set(request.externalId, taken.transaction);
  ledger.transactions.push(taken.transaction);
  ledger.entries.push(...taken.entries);
  ledger.days.get(account.id)?.push(dayChangeBy(taken.transaction, taken.entries));
  ledger.messages.push(transactionPosted(ledger.caller, taken.account, taken.transaction));
  ledger.postedCounts.set(account.id, (ledger.postedCounts.get(account.id) ?? 0) + 1);
  return { index, outcome: "posted", id };
}

function takeRow({ caller, source, postedAt, days }: Ledger, account: AccountRow, posting: AskedPosting) {
  const stamp = { id: randomUUIDv7(), postedAt, actor: caller.actor };
  const taking = { posting: { ...posting, source }, entries: entriesOf(posting) };
  return takePosting(account, taking, days.get(account.id) ?? [], stamp);
}

/** Whether the row names the date that it is effective on. */
function isDated(request: Row["request"]): boolean {
  if (request.type === "charge") return true;
  return (request.type === "payment" ? request.receivedOn : request.effectiveOn) !== undefined;
}

/** One audit event per patient, not per row. */
function auditOf({ caller, postedCounts }: Ledger, account: AccountRow) {
  return auditMessage("billing", caller.audit, {
    action: "billing.import",
    resourceType: "account",
    resourceId: account.id,
    patientId: account.patient_id,
    facilityId: account.facility_id,
    details: { count: String(postedCounts.get(account.id) ?? 0) },
  });
}

/** The row, or what is wrong with it alone; that auth can't be asked is no row's fault, and thrown. */
async function checkRow(
  facilities: Facilities,
  { actor }: Caller,
  value: unknown,
  faultsMax: number,
): Promise<Row["request"] | ProblemError> {
  const row = attempt(() => readBatchRow(value, faultsMax));
  if (row instanceof ProblemError) return row;
  const facilityId = "facilityId" in row ? row.facilityId : undefined;
  return (await isKnownFacility(facilities, actor, facilityId)) ? row : noSuchFacility();
}

function attempt<Value>(work: () => Value): Value | ProblemError {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

function refused(index: number, problem: ProblemError): Result {
  return { index, outcome: "refused", problem: problemBody(problem, undefined, undefined) };
}

/** 409 that points at the row's own key. */
function postedOtherwise(detail: string): ProblemError {
  const errors = [{ pointer: "/externalId", detail }];
  return new ProblemError("conflict", `This externalId ${detail}.`, { errors });
}
