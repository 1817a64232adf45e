import assert from "node:assert/strict";
import { test } from "node:test";
import { readCharge } from "../src/features/ledger/charge-draft.ts";
import { readPayment } from "../src/features/ledger/payment-draft.ts";

const account = (amountMinor: number) => ({ balance: { amountMinor, currency: "USD" }, currency: "USD" });

test("change is due in cash only, and never posted", () => {
  const read = readPayment({ amount: "37.49", method: "cash", received: "40" }, account(3749));
  assert.equal(read.changeMinor, 251);
  assert.deepEqual(read.payment, { amount: { amountMinor: 3749, currency: "USD" }, method: "cash" });
  assert.equal(readPayment({ amount: "37.49", method: "card", received: "40" }, account(3749)).changeMinor, undefined);
});

test("less cash than the amount is not a payment", () => {
  const read = readPayment({ amount: "40", method: "cash", received: "39.99" }, account(4000));
  assert.ok(read.receivedProblem);
  assert.equal(read.payment, undefined);
});

test("paying more than is owed says what stays in credit", () => {
  assert.equal(readPayment({ amount: "52", method: "card" }, account(4000)).creditMinor, 1200);
  assert.equal(readPayment({ amount: "40", method: "card" }, account(-1251)).creditMinor, 5251);
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
});
