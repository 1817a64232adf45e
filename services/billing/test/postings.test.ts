import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import {
  admin,
  auditsOf,
  call,
  charge,
  dayFromNow,
  facilityB,
  getAccount,
  openAccount,
  payment,
  post,
  postedEvents,
  startBilling,
  usd,
} from "./support.ts";

const billing = await startBilling({ after });

test("a charge is owed, is answered with its Location, and leaves its event and its audit row", async () => {
  const account = await openAccount(billing);
  const url = `/api/billing/accounts/${account.id}/charges`;
  const answer = await call(billing, admin, "POST", url, charge(7_749, { units: 2 }));
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.location, `/api/billing/transactions/${answer.body.id}`);
  assert.equal(answer.body.type, "charge");
  assert.equal(answer.body.units, 2);
  assert.equal(answer.body.patientId, account.patientId);
  assert.equal(answer.body.effectiveOn, "2026-01-15");
  assert.equal(answer.body.responsibility, "patient");
  assert.equal(answer.body.postedBy, admin.id);
  assert.deepEqual(answer.body.amount, usd(7_749));
  assert.deepEqual(answer.body.balanceAfter, usd(7_749));
  const found = await call(billing, admin, "GET", answer.headers.location);
  assert.deepEqual(found.body, answer.body);
  assert.deepEqual((await getAccount(billing, account.id)).balance, usd(7_749));

  const [event] = await postedEvents(billing, account.id);
  assert.ok(event);
  assert.equal(event.transactionId, answer.body.id);
  assert.equal(event.type, "charge");
  assert.equal(event.code, "99213");
  assert.equal(event.balanceDeltaMinor, 7_749n);
  assert.equal(event.facilityId, account.facilityId);
  const audit = (await auditsOf(billing, account.patientId)).find(({ action }) => action === "billing.post");
  assert.equal(audit?.resourceId, answer.body.id);
  assert.equal(audit?.actorId, admin.id);
});

test("each kind of transaction moves the balance and the payer's part of it as its rule says", async () => {
  const { id } = await openAccount(billing);
  const balances = async () => {
    const { balance, payerBalance } = await getAccount(billing, id);
    return [balance.amountMinor, payerBalance.amountMinor];
  };
  await post(billing, id, "charges", charge(10_000));
  assert.deepEqual(await balances(), [10_000, 0]);
  await post(billing, id, "charges", charge(5_000, { responsibility: "payer" }));
  assert.deepEqual(await balances(), [15_000, 5_000]);
  await post(billing, id, "transfers", { amount: usd(2_000), direction: "to-payer" });
  assert.deepEqual(await balances(), [15_000, 7_000]);
  await post(billing, id, "transfers", { amount: usd(500), direction: "to-patient" });
  assert.deepEqual(await balances(), [15_000, 6_500]);
  const between = await post(billing, id, "transfers", { amount: usd(900), direction: "between-payers" });
  assert.equal(between.balanceDelta.amountMinor, 0);
  assert.deepEqual(await balances(), [15_000, 6_500]);
  await post(billing, id, "payments", payment(6_500, { responsibility: "payer" }));
  assert.deepEqual(await balances(), [8_500, 0]);
  await post(billing, id, "adjustments", { amount: usd(500), direction: "credit", reasonCode: "write-off" });
  await post(billing, id, "adjustments", { amount: usd(100), direction: "debit", reasonCode: "late-fee" });
  assert.deepEqual(await balances(), [8_100, 0]);
  await post(billing, id, "payments", payment(9_000));
  assert.deepEqual(await balances(), [-900, 0]);
  await post(billing, id, "refunds", { amount: usd(900), method: "check", reasonCode: "overpaid" });
  assert.deepEqual(await balances(), [0, 0]);
  await post(billing, id, "payments", payment(700, { responsibility: "payer" }));
  assert.deepEqual(await balances(), [-700, -700]);
  const toPayer = { amount: usd(700), method: "check", reasonCode: "overpaid", responsibility: "payer" };
  await post(billing, id, "refunds", toPayer);
  assert.deepEqual(await balances(), [0, 0]);
});

test("a payer is given back what payers overpaid, and none of the patient's credit", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "payments", payment(700));
  await post(billing, id, "payments", payment(200, { responsibility: "payer" }));
  const refund = (cents: number) =>
    call(billing, admin, "POST", `/api/billing/accounts/${id}/refunds`, {
      amount: usd(cents),
      method: "check",
      reasonCode: "overpaid",
      responsibility: "payer",
    });
  assert.equal((await refund(201)).status, 422);
  assert.equal((await refund(200)).status, 201);
  const { balance, payerBalance } = await getAccount(billing, id);
  assert.deepEqual([balance, payerBalance], [usd(-700), usd(0)]);
});

test("a patient is given back what the patient overpaid, and none of a payer's money", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "payments", payment(5_000, { responsibility: "payer" }));
  const refund = (cents: number, more: object = {}) =>
    call(billing, admin, "POST", `/api/billing/accounts/${id}/refunds`, {
      amount: usd(cents),
      method: "check",
      reasonCode: "overpaid",
      ...more,
    });
  assert.equal((await refund(5_000)).status, 422);
  assert.equal((await refund(1, { responsibility: "patient" })).status, 422);
  await post(billing, id, "payments", payment(300));
  assert.equal((await refund(301)).status, 422);
  assert.equal((await refund(300)).status, 201);
  const { balance, payerBalance } = await getAccount(billing, id);
  assert.deepEqual([balance, payerBalance], [usd(-5_000), usd(-5_000)]);
});

test("credit that no payment made is given back to nobody: it is of an adjustment, or another's money (REL-9)", async () => {
  const [{ id: adjusted }, { id: transferred }] = [await openAccount(billing), await openAccount(billing)];
  const refund = async (accountId: string, cents: number, more: object = {}) => {
    const body = { amount: usd(cents), method: "cash", reasonCode: "overpaid", ...more };
    const answer = await call(billing, admin, "POST", `/api/billing/accounts/${accountId}/refunds`, body);
    return [answer.status, answer.body.detail];
  };
  await post(billing, adjusted, "adjustments", { amount: usd(100_000), direction: "credit", reasonCode: "goodwill" });
  const unpaid = (cents: string, party = "patient") => [
    422,
    `A refund can be at most USD ${cents}: what the ${party} has paid and was not given back.`,
  ];
  assert.deepEqual(await refund(adjusted, 100_000), unpaid("0.00"));
  await post(billing, adjusted, "payments", payment(1_234));
  assert.deepEqual(await refund(adjusted, 1_235), unpaid("12.34"));
  assert.equal((await refund(adjusted, 1_000))[0], 201);
  assert.deepEqual(await refund(adjusted, 235), unpaid("2.34"));

  await post(billing, transferred, "payments", payment(5_000, { responsibility: "payer" }));
  await post(billing, transferred, "transfers", { amount: usd(5_000), direction: "to-payer" });
  assert.deepEqual(await refund(transferred, 5_000), unpaid("0.00"));
  await post(billing, transferred, "transfers", { amount: usd(4_000), direction: "to-patient" });
  assert.deepEqual(await refund(transferred, 4_001, { responsibility: "payer" }), [
    422,
    "A refund can be at most USD 40.00: the payer's credit balance.",
  ]);
  assert.equal((await refund(transferred, 4_000, { responsibility: "payer" }))[0], 201);
});

test("a payment that is reversed counts as paid no more; given back already, it is owed again until the refund is reversed (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const refund = (cents: number) =>
    call(billing, admin, "POST", `/api/billing/accounts/${id}/refunds`, {
      amount: usd(cents),
      method: "check",
      reasonCode: "overpaid",
    });
  const reverse = (transaction: string) =>
    call(billing, admin, "POST", `/api/billing/transactions/${transaction}/reversal`, { reason: "the check bounced" });
  const balance = async () => (await getAccount(billing, id)).balance.amountMinor;
  await post(billing, id, "adjustments", { amount: usd(500), direction: "credit", reasonCode: "goodwill" });
  const bounced = await post(billing, id, "payments", payment(1_000));
  const given = await refund(1_000);
  assert.equal(given.status, 201);
  assert.equal((await reverse(bounced.id)).status, 201);
  assert.equal(await balance(), 500, "what was given back and never came in, less the adjustment");
  await post(billing, id, "payments", payment(1_500));
  assert.equal((await refund(501)).status, 422, "of the 1,500 paid, 1,000 have been given back");
  assert.equal((await reverse(given.body.id)).status, 201);
  assert.equal((await refund(1_501)).status, 422);
  assert.equal((await refund(1_500)).status, 201);
  assert.equal(await balance(), -500);
  assert.equal((await billing.pool.query("SELECT * FROM ledger_discrepancies()")).rowCount, 0);
});

test("a service given without charge stands in the ledger with zero, and can be reversed", async () => {
  const { id } = await openAccount(billing);
  const free = await post(billing, id, "charges", charge(0));
  assert.deepEqual(free.balanceAfter, usd(0));
  const reversal = await call(billing, admin, "POST", `/api/billing/transactions/${free.id}/reversal`, { reason: "x" });
  assert.equal(reversal.status, 201);
  const paid = await call(billing, admin, "POST", `/api/billing/accounts/${id}/payments`, payment(0));
  assert.equal(paid.status, 400);
});

test("nothing is posted with a date that is in the future everywhere, nor before 1900", async () => {
  const { id, patientId } = await openAccount(billing);
  const adjustment = { amount: usd(1), direction: "debit", reasonCode: "r" };
  const cases: [kind: string, field: string, body: object][] = [
    ["charges", "serviceDate", charge(1)],
    ["payments", "receivedOn", payment(1)],
    ["adjustments", "effectiveOn", adjustment],
    ["refunds", "effectiveOn", { amount: usd(1), method: "cash", reasonCode: "r" }],
    ["transfers", "effectiveOn", { amount: usd(1), direction: "to-payer" }],
  ];
  for (const [kind, field, body] of cases)
    for (const [date, detail] of [
      [dayFromNow(2), "must not be in the future"],
      ["2199-12-31", "must not be in the future"],
      ["1899-12-31", "must not be before 1900-01-01"],
    ]) {
      const url = `/api/billing/accounts/${id}/${kind}`;
      const answer = await call(billing, admin, "POST", url, { ...body, [field]: date });
      assert.equal(answer.status, 400, `${kind} on ${date}`);
      assert.deepEqual(answer.body.errors, [{ pointer: `/${field}`, detail }]);
    }
  const row = { type: "charge", externalId: "1", patientId, ...charge(1, { serviceDate: dayFromNow(2) }) };
  const batch = { source: randomUUID(), transactions: [row] };
  const { results } = (await call(billing, admin, "POST", "/api/billing/batches", batch)).body;
  assert.deepEqual(results[0].problem.errors, [{ pointer: "/serviceDate", detail: "must not be in the future" }]);
  assert.equal((await getAccount(billing, id)).version, 1);
});

test("a reversal is effective on the day that the request names: not in the future, nor before what it reverses", async () => {
  const { id } = await openAccount(billing);
  const { id: wrong } = await post(billing, id, "charges", charge(100, { serviceDate: "2026-01-15" }));
  const reverse = (effectiveOn: string) =>
    call(billing, admin, "POST", `/api/billing/transactions/${wrong}/reversal`, { reason: "x", effectiveOn });
  const future = await reverse(dayFromNow(2));
  assert.equal(future.status, 400);
  assert.equal(future.body.errors[0].pointer, "/effectiveOn");
  assert.equal((await reverse("2026-01-14")).status, 422);
  const reversal = await reverse("2026-01-15");
  assert.equal(reversal.status, 201, JSON.stringify(reversal.body));
  assert.equal(reversal.body.effectiveOn, "2026-01-15");
});

test("a reversal brings the balance back, names its original, and the original names it", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(3_000, { responsibility: "payer" }));
  const wrong = await post(billing, id, "payments", payment(1_000, { responsibility: "payer" }));
  const url = `/api/billing/transactions/${wrong.id}/reversal`;
  const reversal = await call(billing, admin, "POST", url, { reason: "posted to the wrong account" });
  assert.equal(reversal.status, 201);
  assert.equal(reversal.body.reversalOf, wrong.id);
  assert.equal(reversal.body.effectiveOn, new Date().toISOString().slice(0, 10));
  assert.equal(reversal.body.balanceDelta.amountMinor, 1_000);
  const account = await getAccount(billing, id);
  assert.deepEqual([account.balance, account.payerBalance], [usd(3_000), usd(3_000)]);
  const original = await call(billing, admin, "GET", `/api/billing/transactions/${wrong.id}`);
  assert.equal(original.body.reversedBy, reversal.body.id);
  const event = (await postedEvents(billing, id)).at(-1);
  assert.equal(event?.reversalOf, wrong.id);
  assert.equal(event?.reversedType, "payment");
  assert.equal(event?.method, "card");

  const again = await call(billing, admin, "POST", url, { reason: "again" });
  assert.equal(again.status, 409);
  const ofReversal = `/api/billing/transactions/${reversal.body.id}/reversal`;
  assert.equal((await call(billing, admin, "POST", ofReversal, { reason: "undo" })).status, 422);
});

test("a posting names a facility that exists; one that is closed may have given the service", async () => {
  const { id, patientId } = await openAccount(billing);
  for (const [path, body] of [["charges", charge(1)] as const, ["payments", payment(1)] as const]) {
    const url = `/api/billing/accounts/${id}/${path}`;
    const at = async (facilityId: string) => (await call(billing, admin, "POST", url, { ...body, facilityId })).status;
    assert.equal(await at(randomUUID()), 422, path);
    assert.equal(await at(facilityB.toUpperCase()), 201, path);
  }
  const row = { type: "charge", patientId, ...charge(1) };
  const transactions = [
    { ...row, externalId: "unknown", facilityId: randomUUID() },
    { ...row, externalId: "known", facilityId: facilityB },
  ];
  const batch = { source: randomUUID(), transactions };
  const { results } = (await call(billing, admin, "POST", "/api/billing/batches", batch)).body;
  assert.deepEqual(
    results.map(({ outcome, problem }: { outcome: string; problem?: { status: number } }) => [
      outcome,
      problem?.status,
    ]),
    [
      ["refused", 422],
      ["posted", undefined],
    ],
  );
});

test("what the body must not be is refused and posts nothing", async () => {
  const { id } = await openAccount(billing);
  const charges = `/api/billing/accounts/${id}/charges`;
  const refused = async (url: string, body: unknown) => (await call(billing, admin, "POST", url, body)).status;
  assert.equal(await refused(charges, charge(-1)), 400);
  assert.equal(await refused(charges, charge(1.5)), 400);
  assert.equal(await refused(charges, charge(2 ** 53)), 400);
  assert.equal(await refused(charges, charge(1, { balance: 0 })), 400);
  assert.equal(await refused(charges, charge(1, { serviceDate: "2026-02-30" })), 400);
  assert.equal(await refused(charges, charge(1, { serviceDate: "0000-01-01" })), 400);
  assert.equal(await refused(charges, charge(1, { description: " " })), 400);
  assert.equal(await refused(charges, charge(1, { description: "a\u0000b" })), 400);
  assert.equal(await refused(charges, charge(1, { description: "\ud800" })), 400);
  assert.equal(await refused(charges, { ...charge(1), amount: { amountMinor: 1, currency: "EUR" } }), 422);
  assert.equal(await refused(`/api/billing/accounts/${randomUUID()}/charges`, charge(1)), 404);
  assert.equal(await refused("/api/billing/accounts/7/charges", charge(1)), 400);
  assert.equal(await refused(`/api/billing/transactions/${randomUUID()}/reversal`, { reason: "x" }), 404);
  assert.equal(await refused(`/api/billing/transactions/${randomUUID()}/reversal`, {}), 400);
  assert.equal((await getAccount(billing, id)).version, 1);
});
