/**
 * What a cashier's drawer is counted against: takings by method, cashier and facility for a day.
 */

import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { after, before, test } from "node:test";
import type { Takings, TakingsSums } from "@pms/contracts/billing/takings";
import { dateIn, endOfDay, startOfDay } from "@pms/contracts/text/days-in-zone";
import type { TestCaller } from "@pms/kit/testing/tokens";
import { until } from "@pms/kit/testing/until";
import fc from "fast-check";
import { entriesOf, opposite } from "../src/ledger/ledger-entries.ts";
import { noFacts, type Posting } from "../src/ledger/posting.ts";
import { storePostings } from "../src/ledger/store/postings.ts";
import { applyPosting } from "../src/postings/applied-posting.ts";
import type { AccountRow, TransactionRow } from "../src/store/tables.ts";
import {
  admin,
  auditsOf,
  type Billing,
  call,
  charge,
  dayFromNow,
  facilityA,
  facilityB,
  openAccount,
  payment,
  post,
  startBilling,
  usd,
} from "./support.ts";

let billing: Billing;
const closing: (() => Promise<void>)[] = [];
before(async () => {
  billing = await startBilling({ after: (close) => void closing.push(close) });
});
after(async () => {
  for (const close of closing) await close();
});

const zoneA = "America/New_York";
const zoneB = "Asia/Tokyo";
const frontDesk = (facilities: string[] = [facilityA]) => ({ id: randomUUID(), roles: ["front-desk"], facilities });
const biller = { id: randomUUID(), roles: ["biller"], facilities: "all" } as const;

async function takings(caller: TestCaller, query = ""): Promise<Takings> {
  const answer = await call(billing, caller, "GET", `/api/billing/takings${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}
const take = (by: TestCaller, accountId: string, body: object) =>
  call(billing, by, "POST", `/api/billing/accounts/${accountId}/payments`, body).then((answer) => {
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  });
const counted = (count: number, amountMinor: number, currency = "USD") => ({
  count,
  amount: { amountMinor, currency },
});

/** What was taken, without what went out again. */
const takenOf = (sums?: TakingsSums) => sums && { count: sums.count, amount: sums.amount };

/** Posts at any instant, as the service does it now. */
type Past = { type: "payment" | "refund"; amountMinor: bigint; method: string; by: string; at: Date; source?: string };
async function postAt(account: AccountRow, past: Past, reverses?: TransactionRow) {
  const { type, amountMinor, method, by, at } = past;
  const facts = { amountMinor, currency: account.currency, method, responsibility: "patient" as const };
  const sent = past.source === undefined ? {} : { source: past.source, externalId: randomUUID() };
  const posting: Posting = { ...noFacts, type, ...facts, ...sent, effectiveOn: dateIn("UTC", at) };
  const entries = entriesOf({ ...noFacts, type, amountMinor, method, responsibility: "patient" }, billing.deps.chart);
  const wanted = reverses
    ? { posting: { ...posting, type: "reversal" as const, reversalOf: reverses.id }, entries: opposite(entries) }
    : { posting, entries };
  const stamp = { id: randomUUIDv7(), postedAt: at, actor: { id: by, facilities: "all" } as never };
  // What is on the account before does not matter here: there is money enough to be given back.
  const rich = {
    on: "2000-01-01",
    owed: { patient: -(10n ** 12n), payer: 0n },
    paid: { patient: 10n ** 12n, payer: 0n },
  };
  const applied = applyPosting(account, { ...wanted, reversedType: type }, [rich], stamp);
  const { transaction } = applied;
  await storePostings(billing.pool, {
    transactions: [transaction],
    entries: applied.entries,
    accounts: [applied.account],
    messages: [],
  });
  Object.assign(account, applied.account);
  return transaction;
}
async function newAccount(facilityId: string, currency = "USD"): Promise<AccountRow> {
  const text = "INSERT INTO accounts (id, patient_id, facility_id, currency) VALUES ($1, $2, $3, $4) RETURNING *";
  const { rows } = await billing.pool.query(text, [randomUUIDv7(), randomUUIDv7(), facilityId, currency]);
  return rows[0];
}

test("payments of the day are told by method, cashier and facility; what went out again stands apart", async () => {
  const [fay, noor] = [frontDesk(), frontDesk()];
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(10_000));
  const mistake = await take(fay, id, payment(4_000, { method: "cash" }));
  await take(fay, id, payment(1_500, { method: "cash", receivedOn: dayFromNow(-30) }));
  await take(fay, id, payment(6_000, { method: "card" }));
  await take(noor, id, payment(2_500, { method: "cash" }));
  const reversal = await call(billing, biller, "POST", `/api/billing/transactions/${mistake.id}/reversal`, {
    reason: "typed twice",
  });
  assert.equal(reversal.status, 201);
  const { id: overpaid } = await openAccount(billing);
  await take(noor, overpaid, payment(900, { method: "cash" }));
  const refund = { amount: usd(900), method: "cash", reasonCode: "overpaid" };
  assert.equal((await call(billing, biller, "POST", `/api/billing/accounts/${overpaid}/refunds`, refund)).status, 201);

  const all = await takings(fay);
  const rowOf = (who: { id: string }, method: string) =>
    all.rows.find((row) => row.cashier.id === who.id && row.method === method);
  const nothing = counted(0, 0);
  const at = { facilityId: facilityA, currency: "USD" };
  // A drawer holds what its cashier took, dated back or not, less what was taken by mistake.
  assert.deepEqual(rowOf(fay, "cash"), {
    ...at,
    ...{ cashier: { id: fay.id }, method: "cash", ...counted(2, 5_500), paidBack: nothing },
    ...{ reversed: counted(1, 4_000), net: usd(1_500) },
  });
  assert.deepEqual(rowOf(fay, "card")?.net, usd(6_000));
  assert.deepEqual(takenOf(rowOf(noor, "cash")), counted(2, 3_400));
  // Who gave it back answers for it, and took nothing.
  assert.deepEqual(rowOf(biller, "cash"), {
    ...at,
    ...{ cashier: { id: biller.id }, method: "cash", ...nothing, paidBack: counted(1, 900) },
    ...{ reversed: nothing, net: usd(-900) },
  });
  const { totals } = all;
  const cash = totals.methods.find(({ method }) => method === "cash");
  assert.deepEqual(
    [takenOf(cash), cash?.paidBack, cash?.reversed, cash?.net],
    [...[counted(4, 8_900), counted(1, 900), counted(1, 4_000)], usd(4_000)],
  );
  assert.deepEqual(totals.cashiers.find(({ cashier }) => cashier.id === fay.id)?.net, usd(7_500));
  assert.deepEqual(
    totals.facilities.map(({ facilityId, net }) => [facilityId, net]),
    [[facilityA, usd(10_000)]],
  );
  assert.deepEqual(
    totals.all.map(({ net }) => net),
    [usd(10_000)],
  );
  assert.deepEqual(
    all.days.map(({ facilityId, timeZone, date }) => [facilityId, timeZone, date]),
    [[facilityA, zoneA, dateIn(zoneA)]],
  );

  const own = await takings(noor, "?cashier=me");
  assert.deepEqual(
    own.rows.map(({ cashier, method }) => [cashier.id, method]),
    [[noor.id, "cash"]],
  );
  assert.deepEqual(own, { ...(await takings(noor, `?cashier=${noor.id.toUpperCase()}`)), asOf: own.asOf });
  const audit = await until("the look at the takings is on record", async () =>
    (await auditsOf(billing)).find((each) => each.actorId === noor.id && each.action === "billing.read-takings"),
  );
  assert.equal(audit.resourceType, "takings");
});

test("a day begins and ends with the facility's own midnight, also on the day on which the clocks change", async () => {
  const [inNewYork, inTokyo] = [await newAccount(facilityA), await newAccount(facilityB)];
  const by = randomUUID();
  const cent = { type: "payment", amountMinor: 1n, method: "cash", by } as const;
  // Of 25 hours in New York.
  const date = "2025-11-02";
  for (const account of [inNewYork, inTokyo]) {
    const zone = account === inNewYork ? zoneA : zoneB;
    const [from, to] = [startOfDay(date, zone), endOfDay(date, zone)].map((text) => Date.parse(text)) as [
      number,
      number,
    ];
    for (const [amountMinor, atMs] of [
      [1n, from - 1],
      [10n, from],
      [100n, to - 1],
      [1_000n, to],
    ] as const)
      await postAt(account, { ...cent, amountMinor, at: new Date(atMs) });
  }
  const { totals, days } = await takings(admin, `?date=${date}&cashier=${by}`);
  assert.deepEqual(totals.facilities.map(takenOf), [counted(2, 110), counted(2, 110)]);
  const newYork = days.find(({ facilityId }) => facilityId === facilityA);
  assert.deepEqual([newYork?.from, newYork?.to], ["2025-11-02T04:00:00.000Z", "2025-11-03T05:00:00.000Z"]);
  const [next] = (await takings(admin, `?date=2025-11-03&cashier=${by}&facilityId=${facilityB}`)).rows;
  assert.deepEqual([next?.facilityId, takenOf(next)], [facilityB, counted(1, 1_000)]);
});

test("a reversal the day after leaves the day of the payment as it was counted", async () => {
  const account = await newAccount(facilityA);
  const [cashier, supervisor] = [randomUUID(), randomUUID()];
  const paid = { type: "payment", amountMinor: 4_000n, method: "cash", by: cashier } as const;
  const original = await postAt(account, { ...paid, at: new Date("2025-06-03T15:00:00Z") });
  await postAt(account, { ...paid, by: supervisor, at: new Date("2025-06-04T15:00:00Z") }, original);
  const on = async (date: string) =>
    (await takings(admin, `?date=${date}`)).rows.filter((row) => row.method === "cash");
  const [before] = await on("2025-06-03");
  assert.deepEqual([before?.cashier.id, takenOf(before), before?.net], [cashier, counted(1, 4_000), usd(4_000)]);
  const [afterwards] = await on("2025-06-04");
  // With whoever took the money, not with whoever corrected it.
  assert.deepEqual(
    [afterwards?.cashier.id, takenOf(afterwards), afterwards?.reversed, afterwards?.net],
    [cashier, counted(0, 0), counted(1, 4_000), usd(-4_000)],
  );
  assert.deepEqual((await takings(admin, `?date=2025-06-04&cashier=${supervisor}`)).rows, []);
});

test("other currencies are not added up, and an importer's payments are in no drawer", async () => {
  const [dollars, euros] = [await newAccount(facilityA), await newAccount(facilityA, "EUR")];
  const by = randomUUID();
  const at = new Date("2025-05-05T15:00:00Z");
  const paid = { type: "payment", amountMinor: 700n, method: "card", by, at } as const;
  await postAt(dollars, paid);
  await postAt(euros, paid);
  const imported = await postAt(dollars, { ...paid, source: "batch:synthea" });
  await postAt(dollars, paid, imported);
  // Over gRPC a sender has an id of its own, and a drawer too.
  await postAt(dollars, { ...paid, source: `account:${dollars.id}` });
  const { totals } = await takings(admin, `?date=2025-05-05&cashier=${by}`);
  assert.deepEqual(
    totals.all.map((sums) => [takenOf(sums), sums.reversed.count]),
    [
      [counted(1, 700, "EUR"), 0],
      [counted(2, 1_400), 0],
    ],
  );
});

test("takings are of the caller's facilities alone, wherever the patients' accounts have gone since (AZ-3)", async () => {
  const account = await newAccount(facilityA);
  const cashier = { ...frontDesk(), id: randomUUID() };
  const at = new Date("2025-04-04T15:00:00Z");
  await postAt(account, { type: "payment", amountMinor: 800n, method: "check", by: cashier.id, at });
  await billing.pool.query("UPDATE accounts SET facility_id = $1 WHERE id = $2", [facilityB, account.id]);
  const seen = async (caller: TestCaller) => (await takings(caller, "?date=2025-04-04")).rows.length;
  assert.deepEqual([await seen(cashier), await seen(frontDesk([facilityB])), await seen(frontDesk([]))], [1, 0, 0]);
  for (const facilityId of [facilityB, randomUUIDv7()])
    assert.equal((await call(billing, cashier, "GET", `/api/billing/takings?facilityId=${facilityId}`)).status, 404);
  assert.equal((await call(billing, admin, "GET", `/api/billing/takings?facilityId=${randomUUIDv7()}`)).status, 404);
});

test("who counts no drawer is refused, and so is a day to come", async () => {
  const ask = async (caller: TestCaller | null, query = "") =>
    (await call(billing, caller, "GET", `/api/billing/takings${query}`)).status;
  assert.equal(await ask(null), 401);
  for (const role of ["clinician", "analyst", "auditor", "patient"])
    assert.equal(await ask({ id: randomUUID(), roles: [role] }), 403, role);
  for (const query of [
    `?date=${dayFromNow(2)}`,
    "?date=2025-02-30",
    "?date=1899-12-31",
    "?cashier=they",
    "?facilityId=1",
  ])
    assert.equal(await ask(admin, query), 400, query);
});

test("whatever was posted, the takings of a day are what the ledger's cash came to on it (REL-9)", async () => {
  const dates = ["2024-03-09", "2024-03-10", "2024-03-11"];
  const one = fc.record({
    type: fc.constantFrom("payment" as const, "payment" as const, "refund" as const),
    amountMinor: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    method: fc.constantFrom("cash", "card", "check"),
    at: fc.integer({ min: Date.parse("2024-03-08T20:00:00Z"), max: Date.parse("2024-03-12T10:00:00Z") }),
    at2: fc.option(fc.integer({ min: 0, max: 2 * 86_400_000 }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { maxLength: 12 }), async (acts) => {
      const by = randomUUID();
      // Full enough that all of it can be given back.
      const account = await newAccount(facilityA);
      await postAt(account, {
        type: "payment",
        amountMinor: 10n ** 11n,
        method: "card",
        by,
        at: new Date("2020-01-01"),
      });
      for (const { at2, at, ...act } of acts) {
        const posted = await postAt(account, { ...act, by, at: new Date(at) });
        if (at2 !== undefined) await postAt(account, { ...act, by: "someone", at: new Date(at + at2) }, posted);
      }
      for (const date of dates) {
        const { totals } = await takings(admin, `?date=${date}&cashier=${by}`);
        const { rows } = await billing.pool.query<{ cash: string }>(
          `SELECT coalesce(sum(e.debit_minor - e.credit_minor), 0)::text AS cash
           FROM transactions t JOIN ledger_entries e ON e.transaction_id = t.id AND e.ledger_account LIKE 'cash:%'
           WHERE t.account_id = $1 AND (t.posted_at AT TIME ZONE '${zoneA}')::date = $2::date`,
          [account.id, date],
        );
        assert.equal(String(totals.all[0]?.net.amountMinor ?? 0), rows[0]?.cash, date);
        for (const { amount, paidBack, reversed, net } of [...totals.methods, ...totals.all])
          assert.equal(net.amountMinor, amount.amountMinor - paidBack.amount.amountMinor - reversed.amount.amountMinor);
        const sum = totals.methods.reduce((total, { net }) => total + net.amountMinor, 0);
        assert.equal(sum, totals.all[0]?.net.amountMinor ?? 0);
      }
    }),
    { numRuns: 25 },
  );
});
