import assert from "node:assert/strict";
import { test } from "node:test";
import { readCharge } from "../src/features/ledger/charge-draft.ts";
import { patientPartMinor, readPayment } from "../src/features/ledger/payment-draft.ts";

const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });
const account = (balanceMinor: number, payerMinor = 0) => ({
  balance: usd(balanceMinor),
  payerBalance: usd(payerMinor),
  currency: "USD",
});
const today = "2026-11-23";

test("change is due in cash only, and never posted", () => {
  const read = readPayment({ amount: "37.49", method: "cash", received: "40" }, account(3749), today);
  assert.equal(read.changeMinor, 251);
  assert.deepEqual(read.payment, { amount: usd(3749), method: "cash", receivedOn: today });
  const byCard = readPayment({ amount: "37.49", method: "card", received: "40" }, account(3749), today);
  assert.equal(byCard.changeMinor, undefined);
});

test("less cash than the amount is not a payment", () => {
  const read = readPayment({ amount: "40", method: "cash", received: "39.99" }, account(4000), today);
  assert.ok(read.receivedProblem);
  assert.equal(read.payment, undefined);
});

test("paying more than is owed says what stays in credit", () => {
  assert.equal(readPayment({ amount: "52", method: "card" }, account(4000), today).creditMinor, 1200);
  assert.equal(readPayment({ amount: "40", method: "card" }, account(-1251), today).creditMinor, 5251);
});

test("a payer’s part is not the patient’s to pay: it is neither offered nor counted before a credit", () => {
  const shared = account(14000, 10000);
  assert.equal(patientPartMinor(shared), 4000);
  assert.equal(readPayment({ amount: "140", method: "card" }, shared, today).creditMinor, 10000);
  assert.equal(readPayment({ amount: "40", method: "card" }, shared, today).creditMinor, 0);
});

test("a charge needs code, description and an amount that was typed; 0.00 is a service without charge", () => {
  const reading = { order: "month-first", today: "2026-11-23" } as const;
  assert.deepEqual(Object.keys(readCharge({}, account(0), reading).problems), ["code", "description", "amount"]);
  const free = readCharge({ code: "X", description: "Advice", amount: "0.00" }, account(0), reading);
  assert.deepEqual(free.charge, {
    amount: { amountMinor: 0, currency: "USD" },
    code: "X",
    description: "Advice",
    serviceDate: "2026-11-23",
  });
  const about = readCharge({ code: "X", description: "Advice", amount: "1", serviceDate: "~2" }, account(0), reading);
  assert.deepEqual(Object.keys(about.problems), ["serviceDate"]);
});
