import assert from "node:assert/strict";
import { test } from "node:test";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { readCharge } from "../src/features/ledger/charge-draft.ts";
import { draftOf, readCorrection } from "../src/features/ledger/correction-draft.ts";
import { readOther } from "../src/features/ledger/other-draft.ts";
import { patientPartMinor, readPayment } from "../src/features/ledger/payment-draft.ts";
import { totalsOf } from "../src/features/ledger/transaction-words.ts";
import { methodWords } from "../src/patient/ledger-words.ts";
import { nextByLetter } from "../src/patient/next-by-letter.ts";

const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });
const account = (balanceMinor: number, payerMinor = 0) => ({
  balance: usd(balanceMinor),
  payerBalance: usd(payerMinor),
  currency: "USD",
});
const today = "2026-11-23";

test("change is due in cash only, and the cash received is kept beside the amount", () => {
  const read = readPayment({ amount: "37.49", method: "cash", received: "40" }, account(3749), today);
  assert.equal(read.changeMinor, 251);
  assert.deepEqual(read.payment, { amount: usd(3749), method: "cash", receivedOn: today, tendered: usd(4000) });
  const byCard = readPayment({ amount: "37.49", method: "card", received: "40" }, account(3749), today);
  assert.equal(byCard.changeMinor, undefined);
  assert.equal(byCard.payment?.tendered, undefined);
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

const posted: LedgerTransaction = {
  id: "t",
  number: 2,
  type: "payment",
  accountId: "a",
  patientId: "p",
  facilityId: "f",
  amount: usd(4000),
  balanceDelta: usd(-4000),
  balanceAfter: usd(0),
  postedAt: "2026-11-20T12:00:00Z",
  postedBy: "u",
  effectiveOn: "2026-11-20",
  method: "card",
  responsibility: "payer",
  purpose: "copay",
};
const here = { account: account(0), reading: { order: "month-first" as const, today } };

test("a correction begins as it was posted, and posts what was not changed as it was", () => {
  const read = readCorrection({ ...draftOf(posted), reason: " Typed wrong ", amount: "4" }, posted, here);
  assert.deepEqual(read.correction, {
    reason: "Typed wrong",
    effectiveOn: today,
    payment: { amount: usd(400), method: "card", receivedOn: "2026-11-20", purpose: "copay", responsibility: "payer" },
  });
  const without = readCorrection(draftOf(posted), posted, here);
  assert.deepEqual([without.correction, Object.keys(without.problems)], [undefined, ["reason"]]);
});

test("an adjustment is corrected whole, and the cash of a payment keeps its change", () => {
  const adjusted: LedgerTransaction = {
    ...posted,
    type: "adjustment",
    direction: "credit",
    reasonCode: "house-7",
    note: "Said so",
  };
  const draft = draftOf(adjusted);
  assert.deepEqual([draft.adjustment?.reason, draft.adjustment?.otherReason], ["another", "house-7"]);
  const read = readCorrection(
    { ...draft, reason: "x", adjustment: { ...draft.adjustment, amount: "4" } },
    adjusted,
    here,
  );
  assert.deepEqual(read.correction, {
    reason: "x",
    effectiveOn: today,
    adjustment: {
      amount: usd(400),
      direction: "credit",
      reasonCode: "house-7",
      note: "Said so",
      responsibility: "payer",
      effectiveOn: "2026-11-20",
    },
  });
  const wrong = readCorrection({ ...draft, adjustment: { ...draft.adjustment, amount: "" } }, adjusted, here);
  assert.deepEqual([Object.keys(wrong.problems), wrong.correction], [["reason", "adjustment"], undefined]);

  const cash: LedgerTransaction = { ...posted, method: "cash", tendered: usd(5000) };
  const kept = readCorrection({ ...draftOf(cash), reason: "x", amount: "45" }, cash, here);
  assert.deepEqual([kept.correction?.payment?.amount, kept.correction?.payment?.tendered], [usd(4500), usd(5000)]);
  const less = readCorrection({ ...draftOf(cash), reason: "x", amount: "51" }, cash, here);
  assert.deepEqual(Object.keys(less.problems), ["received"]);
});

test("a refund needs its method and its reason, a transfer its direction", () => {
  const about = { currency: "USD", today };
  assert.deepEqual(Object.keys(readOther("refund", { amount: "5" }, about).problems), ["method", "reason"]);
  assert.deepEqual(readOther("transfer", { amount: "5", direction: "to-payer" }, about).posting, {
    path: "transfers",
    body: { amount: usd(500), effectiveOn: today, direction: "to-payer" },
  });
});

test("what was charged and what was credited add up, a reversal on the side of what it undoes", () => {
  const reversal = { ...posted, type: "reversal" as const, balanceDelta: usd(4000) };
  const charge = { ...posted, type: "charge" as const, amount: usd(0), balanceDelta: usd(0) };
  assert.deepEqual(totalsOf([charge, posted, reversal]), { chargedMinor: 4000, creditedMinor: 4000 });
});

test("a radio is chosen by its letter, and the same letter goes on to the next", () => {
  assert.equal(nextByLetter(methodWords, undefined, "c"), "cash");
  assert.equal(nextByLetter(methodWords, "cash", "C"), "card");
  assert.equal(nextByLetter(methodWords, "check", "c"), "cash");
  assert.equal(nextByLetter(methodWords, "cash", "x"), undefined);
});
