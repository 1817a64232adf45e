/**
 * Random histories, posted by several at once through billing's own doors, and the simple model
 * that they are compared with: a list of who owes what since when, kept from the answers alone.
 */
import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { callAs } from "@pms/kit/clients/rpc";
import { ClientError } from "nice-grpc";
import { admin, type Billing, call, facilityA, facilityB, service } from "./support.ts";

/** What one act changed on one billing account, on one day, by accounts of the chart; minor units. */
export type Change = { accountId: string; currency: string; on: string; parts: readonly Part[] };
type Part = readonly [account: string, minor: bigint];
export type HistoryAccount = { id: string; patientId: string; currency: string };
type Merge = { id: string; survivor: HistoryAccount; merged: HistoryAccount; changes: Change[] };
export type History = {
  accounts: HistoryAccount[];
  changes: Change[];
  /** By what every act that was tried came to: how many. */
  outcomes: Map<string, number>;
};

/** The same pseudo-random numbers for the same seed, below a bound. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const today = () => new Date().toISOString().slice(0, 10);
const firstDay = Date.UTC(2019, 0, 1);
/** Any day of the past since 2019. */
export function dayOf(pick: (below: number) => number): string {
  const days = Math.floor((Date.now() - firstDay) / 86_400_000);
  return new Date(firstDay + pick(days) * 86_400_000).toISOString().slice(0, 10);
}

/** Where each act is posted, written down apart from the product's own rules. */
const revenues = { "99213": "visits", "80053": "laboratory", "71046": "imaging", J1100: "drugs", x1: "services" };
const reasons = {
  "CO-45": "contractual",
  "bad-debt": "write-off",
  courtesy: "courtesy",
  hardship: "charity",
  q: "other",
};
const methods = ["cash", "card", "check", "echeck", "transfer", "copay"] as const;
const codes = Object.keys(revenues) as (keyof typeof revenues)[];
const reasonCodes = Object.keys(reasons) as (keyof typeof reasons)[];

function partsOf(type: string, amount: bigint, body: Record<string, string>): Part[] {
  const owed = `receivable:${body.responsibility ?? "patient"}`;
  const cash = `cash:${body.method === "copay" ? "other" : body.method}`;
  const adjusted = `adjustments:${reasons[body.reasonCode as keyof typeof reasons]}`;
  const raises = body.direction === "debit" ? amount : -amount;
  const [from, to] = body.direction === "to-payer" ? ["patient", "payer"] : ["payer", "patient"];
  if (type === "charge")
    return [
      [owed, amount],
      [`revenue:${revenues[body.code as keyof typeof revenues]}`, -amount],
    ];
  if (type === "payment")
    return [
      [cash, amount],
      [owed, -amount],
    ];
  if (type === "refund")
    return [
      [owed, amount],
      [cash, -amount],
    ];
  if (type === "adjustment")
    return [
      [owed, raises],
      [adjusted, -raises],
    ];
  return body.direction === "between-payers"
    ? []
    : [
        [`receivable:${to}`, amount],
        [`receivable:${from}`, -amount],
      ];
}

const opposite = (parts: readonly Part[]): Part[] => parts.map(([account, minor]) => [account, -minor]);

type Run = History & {
  billing: Billing;
  pick: (below: number) => number;
  posted: Map<string, Change & { type: string }>;
  merges: Merge[];
};

const any = <Item>({ pick }: Pick<Run, "pick">, items: readonly Item[]): Item => {
  const item = items[pick(items.length)];
  assert.ok(item !== undefined);
  return item;
};

function count({ outcomes }: History, act: string, outcome: string | number): void {
  assert.ok(![500, "INTERNAL", "UNKNOWN"].includes(outcome), `${act}: ${outcome}`);
  outcomes.set(`${act} ${outcome}`, (outcomes.get(`${act} ${outcome}`) ?? 0) + 1);
}

/** A posting of any type with facts of its own, and how the model sees it. */
function somePosting(run: Run, currency: string) {
  const type = any(run, ["charge", "charge", "charge", "payment", "payment", "adjustment", "refund", "transfer"]);
  const amount = { amountMinor: 1 + run.pick(run.pick(10) === 0 ? 900_000_000_000 : 50_000), currency };
  const [on, responsibility] = [dayOf(run.pick), any(run, ["patient", "patient", "payer"])];
  const facilityId = any(run, [facilityA, facilityB]);
  const reasonCode = any(run, reasonCodes);
  const method = any(run, methods);
  const bodies: Record<string, Record<string, string>> = {
    charge: {
      code: any(run, codes),
      description: "Ana O'Connor; {x}  $5",
      serviceDate: on,
      responsibility,
      facilityId,
    },
    payment: { method, receivedOn: on, responsibility, facilityId, reference: "for Ana\n; comment" },
    adjustment: { direction: any(run, ["credit", "debit"]), reasonCode, effectiveOn: on, responsibility, note: "Ana" },
    refund: { method, reasonCode, responsibility },
    transfer: { direction: any(run, ["to-patient", "to-payer", "between-payers"]), effectiveOn: on },
  };
  const told = bodies[type] ?? {};
  const body = { amount, ...told, confirm: ["before-birth", "after-death", "uncovered-transfer"] };
  return { type, body, parts: partsOf(type, BigInt(amount.amountMinor), told) };
}

function note(run: Run, transaction: LedgerTransaction, parts: readonly Part[], type: string = transaction.type): void {
  const { id, accountId, amount, effectiveOn: on } = transaction;
  const change = { accountId, currency: amount.currency, on, parts };
  run.posted.set(id, { ...change, type });
  run.changes.push(change);
}

async function postSome(run: Run): Promise<void> {
  const account = any(run, run.accounts);
  const { type, body, parts } = somePosting(run, account.currency);
  const answer = await call(run.billing, admin, "POST", `/api/billing/accounts/${account.id}/${type}s`, body);
  count(run, type, answer.status);
  if (answer.status === 201) note(run, answer.body, parts);
}

async function reverseSome(run: Run): Promise<void> {
  const [id, original] = any(run, [...run.posted]);
  const answer = await call(run.billing, admin, "POST", `/api/billing/transactions/${id}/reversal`, { reason: "Ana" });
  count(run, "reversal", answer.status);
  if (answer.status === 201) note(run, answer.body, opposite(original.parts));
}

async function correctSome(run: Run): Promise<void> {
  const [id, original] = any(run, [...run.posted]);
  const { type, body, parts } = somePosting(run, original.currency);
  const correction = { reason: "Ana", [type]: body };
  const answer = await call(run.billing, admin, "POST", `/api/billing/transactions/${id}/correction`, correction);
  count(run, "correction", answer.status);
  if (answer.status !== 201) return;
  note(run, answer.body.reversal, opposite(original.parts));
  note(run, answer.body.transaction, parts);
}

async function postBatch(run: Run): Promise<void> {
  const rows = Array.from({ length: 1 + run.pick(12) }, () => {
    const account = any(run, run.accounts);
    const { type, body, parts } = somePosting(run, account.currency);
    return { account, parts, type, row: { type, externalId: randomUUID(), patientId: account.patientId, ...body } };
  });
  const sent = { source: "histories", transactions: rows.map(({ row }) => row) };
  const answer = await call(run.billing, admin, "POST", "/api/billing/batches", sent, null);
  count(run, "batch", answer.status);
  for (const { index, outcome, id } of answer.status === 200 ? answer.body.results : []) {
    count(run, "row", outcome);
    const { account, parts, row } = rows[index] ?? assert.fail();
    const told = row as unknown as { serviceDate?: string; receivedOn?: string; effectiveOn?: string };
    const on = told.serviceDate ?? told.receivedOn ?? told.effectiveOn ?? today();
    if (outcome === "posted")
      note(
        run,
        { id, accountId: account.id, amount: row.amount, effectiveOn: on } as LedgerTransaction,
        parts,
        row.type,
      );
  }
}

async function asService({ trust }: Billing) {
  return callAs(await trust.token(service), 10_000);
}

async function mergeSome(run: Run): Promise<void> {
  const [survivor, merged] = [any(run, run.accounts), any(run, run.accounts)];
  if (survivor === merged) return;
  const ids = { survivorPatientId: survivor.patientId, mergedPatientId: merged.patientId };
  const mergeId = randomUUIDv7();
  try {
    const request = { mergeId, ...ids, dryRun: false };
    const { movedMinor, movedPayerMinor } = await run.billing.client.mergeBillingAccounts(
      request,
      await asService(run.billing),
    );
    const left: Part[] = [
      ["receivable:patient", movedPayerMinor - movedMinor],
      ["receivable:payer", -movedPayerMinor],
      ["clearing", movedMinor],
    ];
    const moved = { currency: merged.currency, on: today() };
    const changes = [
      { ...moved, accountId: merged.id, parts: left },
      { ...moved, accountId: survivor.id, parts: opposite(left) },
    ];
    run.merges.push({ id: mergeId, survivor, merged, changes });
    run.changes.push(...changes);
    count(run, "merge", "done");
  } catch (error) {
    count(run, "merge", refusalOf(error));
  }
}

async function unmergeSome(run: Run): Promise<void> {
  const merge = run.merges.splice(run.pick(Math.max(1, run.merges.length)), 1)[0];
  if (!merge) return;
  const { client } = run.billing;
  try {
    const asked = { mergeId: merge.id, moveTransactionIds: [], dryRun: true };
    const { postedSince } = await client.unmergeBillingAccounts(asked, await asService(run.billing));
    const moving = postedSince.filter(({ id }) => run.posted.has(id) && run.pick(3) === 0).map(({ id }) => id);
    const request = { ...asked, moveTransactionIds: moving, dryRun: false };
    await client.unmergeBillingAccounts(request, await asService(run.billing));
    run.changes.push(...merge.changes.map((change) => ({ ...change, parts: opposite(change.parts) })));
    for (const id of moving) {
      const { parts, currency, on } = run.posted.get(id) ?? assert.fail();
      const owed = parts.filter(([account]) => account.startsWith("receivable:"));
      const sum = owed.reduce((total, [, minor]) => total + minor, 0n);
      const arriving: Part[] = [...owed, ["clearing", -sum]];
      run.changes.push({ accountId: merge.merged.id, currency, on, parts: arriving });
      run.changes.push({ accountId: merge.survivor.id, currency, on, parts: opposite(arriving) });
    }
    count(run, "unmerge", moving.length > 0 ? "done, moving" : "done");
  } catch (error) {
    // It stands as it stood: another merge came after, or a transaction was reversed meanwhile.
    run.merges.push(merge);
    count(run, "unmerge", refusalOf(error));
  }
}

function refusalOf(error: unknown): string {
  if (!(error instanceof ClientError)) throw error;
  return String(error.code);
}

const acts = [
  ...Array.from({ length: 10 }, () => postSome),
  ...[reverseSome, reverseSome, correctSome, correctSome, postBatch, postBatch, mergeSome, unmergeSome],
];

/** What every history has in it, and what brings it about. */
const expected = {
  "charge 201": postSome,
  "refund 201": postSome,
  "reversal 201": reverseSome,
  "correction 201": correctSome,
  "row posted": postBatch,
  "merge done": mergeSome,
  "unmerge done": async (run: Run) => {
    await mergeSome(run);
    await unmergeSome(run);
  },
};

/** @param size how many acts, by six posters at once */
export async function makeHistory(
  billing: Billing,
  { seed, size, currencies, perCurrency }: { seed: number; size: number; currencies: string[]; perCurrency: number },
): Promise<History> {
  const run: Run = {
    ...{ billing, pick: randomOf(seed), accounts: [], changes: [], outcomes: new Map(), posted: new Map(), merges: [] },
  };
  for (const currency of currencies)
    for (let n = 0; n < perCurrency; n += 1) {
      const [id, patientId] = [randomUUIDv7(), randomUUIDv7()];
      await billing.pool.query("INSERT INTO accounts (id, patient_id, facility_id, currency) VALUES ($1, $2, $3, $4)", [
        ...[id, patientId, n % 2 ? facilityA : facilityB, currency],
      ]);
      run.accounts.push({ id, patientId, currency });
    }
  for (let n = 0; n < 10; n += 1) await postSome(run);
  let left = size;
  const poster = async () => {
    while (left-- > 0) await any(run, acts)(run);
  };
  await Promise.all(Array.from({ length: 6 }, poster));
  // Who comes first is chance: what has not come about by then follows.
  for (const [outcome, act] of Object.entries(expected))
    for (let n = 0; n < 300 && !run.outcomes.has(outcome); n += 1) await act(run);
  return run;
}

/** What the model says of the end of a day: by account of the chart, or by billing account and that. */
export function modelOn({ changes }: History, on: string, currency: string, accountId?: string): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const change of changes) {
    if (change.on > on || change.currency !== currency || (accountId ?? change.accountId) !== change.accountId)
      continue;
    for (const [account, minor] of change.parts) sums.set(account, (sums.get(account) ?? 0n) + minor);
  }
  return new Map([...sums].filter(([, minor]) => minor !== 0n).sort());
}
