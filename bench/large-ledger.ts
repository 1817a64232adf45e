/**
 * Postings of the demo's generator, as many as wanted, in databases of billing and of analytics as
 * the services fill them.
 */
import { randomUUIDv7 } from "node:crypto";
import type { BatchTransaction } from "@pms/contracts/billing/batches";
import { postingQuestions } from "@pms/contracts/billing/postings";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import { inTransaction } from "@pms/kit/db/database";
import type { ReceivedEvent } from "@pms/kit/event-log/event-log";
import { actorWith } from "@pms/kit/testing/actor";
import { dayBefore } from "../local/src/demo/days.ts";
import { makePatients } from "../local/src/demo/make-patients.ts";
import { makeTransactions } from "../local/src/demo/make-transactions.ts";
import type { Deps as Analytics } from "../services/analytics/src/deps.ts";
import { listGenerations } from "../services/analytics/src/generations/store/generations.ts";
import { takeEvents } from "../services/analytics/src/generations/take-events.ts";
import type { Deps as Billing } from "../services/billing/src/deps.ts";
import { entriesOf } from "../services/billing/src/ledger/ledger-entries.ts";
import { storePostings } from "../services/billing/src/ledger/store/postings.ts";
import { applyPosting } from "../services/billing/src/postings/applied-posting.ts";
import { postingOf } from "../services/billing/src/postings/posting-of.ts";
import type { AccountRow, EntryRow, TransactionRow } from "../services/billing/src/store/tables.ts";
import { patientFacts } from "../services/patient/src/record/patient-facts.ts";

export type Shape = { patients: number; postings: number; years: number; codes: number };

const batchSize = 5_000;
/** Of the generator's services. */
const ownCodes = 9;
const generatedDays = 729;
const dayMs = 86_400_000;
const today = new Date();
export const facilities = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
const loader = actorWith({ id: randomUUIDv7() });

/**
 * The generator's two years drawn out over more, and its services told apart by more codes, where
 * that is asked for.
 */
function reshape(row: BatchTransaction, index: number, { years, codes }: Shape): BatchTransaction {
  const at = (day: string) => {
    const ageDays = Math.floor(((today.getTime() - Date.parse(day)) / dayMs) * (years / 2));
    return new Date(today.getTime() - ageDays * dayMs).toISOString().slice(0, 10);
  };
  if (row.type === "payment") return { ...row, receivedOn: at(row.receivedOn ?? "") };
  if (row.type !== "charge") return { ...row, effectiveOn: at(row.effectiveOn ?? "") };
  const code = codes > ownCodes ? `${row.code}.${index % Math.ceil(codes / ownCodes)}` : row.code;
  return { ...row, serviceDate: at(row.serviceDate), code };
}

export async function loadLedger(billing: Billing, analytics: Analytics, shape: Shape): Promise<void> {
  const accounts = await openAccounts(billing, analytics, shape);
  const patientIds = [...accounts.keys()];
  let stored = 0;
  while (stored < shape.postings) {
    for (let from = 0; from < patientIds.length && stored < shape.postings; from += 1_000) {
      const billed = patientIds
        .slice(from, from + 1_000)
        .map((id) => ({ id, registeredOn: dayBefore(today, generatedDays) }));
      const rows = makeTransactions(billed, today).slice(0, shape.postings - stored);
      const reshaped = rows.map((row, index) => reshape(row, stored + index, shape));
      for (let of = 0; of < reshaped.length; of += batchSize)
        await storeBatch(billing, analytics, accounts, reshaped.slice(of, of + batchSize));
      stored += rows.length;
      if (stored % 100_000 < rows.length) console.log(`  ${stored} postings`);
    }
  }
}

async function openAccounts({ database }: Billing, analytics: Analytics, { patients }: Shape) {
  const accounts = new Map<string, AccountRow>();
  for (let from = 0; from < patients; from += batchSize) {
    const people = makePatients(Math.min(batchSize, patients - from), today).map((person, index) => {
      const patientId = randomUUIDv7();
      const facilityId = facilities[(from + index) % facilities.length] ?? "";
      // Twenty years of registrations.
      const registeredAt = new Date(today.getTime() - ((from + index) % (20 * 365)) * dayMs - (index % 96) * 900_000);
      const patient = patientFacts(patientId, 1, { ...person, facilityId } as Parameters<typeof patientFacts>[2]);
      const payload = eventCodecs.PatientCreated.encode({ patient, registeredAt: registeredAt.toISOString() }).finish();
      return { patientId, facilityId, event: received("PatientCreated", topics.patient, patientId, payload) };
    });
    const { rows } = await database.pool.query<AccountRow>(
      `INSERT INTO accounts (id, patient_id, facility_id, currency)
       SELECT uuidv7(), * , 'USD' FROM unnest($1::uuid[], $2::uuid[]) RETURNING *`,
      [people.map(({ patientId }) => patientId), people.map(({ facilityId }) => facilityId)],
    );
    for (const row of rows) accounts.set(row.patient_id, row);
    await apply(
      analytics,
      people.map(({ event }) => event),
    );
  }
  return accounts;
}

/** Without outbox and audit rows, which nothing here would consume. */
async function storeBatch(
  { database, chart }: Billing,
  analytics: Analytics,
  accounts: Map<string, AccountRow>,
  rows: readonly BatchTransaction[],
): Promise<void> {
  const stored = { transactions: [] as TransactionRow[], entries: [] as EntryRow[] };
  const events: ReceivedEvent[] = [];
  const touched = new Set<string>();
  for (const row of rows) {
    const account = accounts.get(row.patientId);
    if (!account) throw new Error("The posting's patient has no account");
    const posting = postingOf({ ...row, confirm: [...postingQuestions] });
    // Of history the days of posting are as many as the dates.
    const postedAt = new Date(`${posting.effectiveOn}T12:00:00Z`);
    const stamp = { id: randomUUIDv7(), postedAt, actor: loader };
    const applied = applyPosting(account, { posting, entries: entriesOf(posting, chart) }, [], stamp);
    accounts.set(row.patientId, applied.account);
    touched.add(row.patientId);
    stored.transactions.push(applied.transaction);
    stored.entries.push(...applied.entries);
    events.push(eventOf(applied.account, applied.transaction));
  }
  const after = [...touched].flatMap((patientId) => accounts.get(patientId) ?? []);
  await Promise.all([
    storePostings(database.pool, { ...stored, accounts: after, messages: [] }),
    apply(analytics, events),
  ]);
}

function eventOf(account: AccountRow, transaction: TransactionRow): ReceivedEvent {
  const payload = eventCodecs.TransactionPosted.encode({
    transactionId: transaction.id,
    accountId: account.id,
    patientId: account.patient_id,
    facilityId: transaction.facility_id,
    type: transaction.type,
    amountMinor: BigInt(transaction.amount_minor),
    currency: transaction.currency,
    balanceAfterMinor: 0n,
    balanceDeltaMinor: BigInt(transaction.balance_delta_minor),
    effectiveOn: String(transaction.effective_on),
    postedAt: today.toISOString(),
    reversalOf: "",
    reversedType: "",
    method: transaction.method ?? "",
    code: transaction.code ?? "",
  }).finish();
  return received("TransactionPosted", topics.billing, account.id, payload);
}

function received(type: string, topic: string, key: string, payload: Uint8Array): ReceivedEvent {
  const time = today.toISOString();
  return { topic, key, id: randomUUIDv7(), type, source: "/bench", time, payload, partition: 0, offset: 0n };
}

async function apply({ database }: Analytics, events: readonly ReceivedEvent[]): Promise<void> {
  const current = (await listGenerations(database.db)).find(({ state }) => state === "current");
  if (!current) throw new Error("There is no current generation");
  await inTransaction(database, (tx) => takeEvents(tx, current, events, {}));
}
