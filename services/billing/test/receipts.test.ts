/** Receipts: one for each payment and refund, under a number that can be read out. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { TestCaller } from "@pms/kit/testing/tokens";
import { readPdf } from "./pdf-text.ts";
import {
  admin,
  type Billing,
  call,
  charge,
  facilityA,
  openAccount,
  payment,
  post,
  startBilling,
  usd,
} from "./support.ts";

const billing: Billing = await startBilling({ after });
const url = (id: string, query = "") => `/api/billing/transactions/${id}/receipt${query}`;

async function pdfOf(id: string, query = "", caller: TestCaller = admin) {
  const headers = { ...(await billing.trust.as(caller)), accept: "text/html, application/pdf;q=0.9, */*;q=0.1" };
  const answer = await billing.app.inject({ url: url(id, query), headers });
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.headers["content-type"], "application/pdf");
  return answer;
}

async function cashPayment() {
  const account = await openAccount(billing);
  await post(billing, account.id, "charges", charge(10_000));
  const more = { method: "cash", tendered: usd(5_000), purpose: "copay", reference: "Drawer 2" };
  const paid = await post(billing, account.id, "payments", payment(4_000, more));
  return { account, paid };
}

test("a receipt names clinic, cashier, method, cash received, change, reference and new balance", async () => {
  const { paid } = await cashPayment();
  const { status, body } = await call(billing, admin, "GET", url(paid.id));
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.number, body.cashier.name, body.change], ["1004 8817-3 – 2", "Rosa Ibáñez", usd(1_000)]);
  assert.deepEqual(body.transaction, (await call(billing, admin, "GET", `/api/billing/transactions/${paid.id}`)).body);
  const answer = await pdfOf(paid.id);
  assert.equal(answer.headers["content-disposition"], 'inline; filename="receipt-2.pdf"');
  const { text, title } = await readPdf(answer.rawPayload);
  assert.equal(title, "Receipt");
  for (const said of [
    "A clinic",
    "14 Harbour Street",
    "Portland, ME 04101",
    "1004 8817-3 – 2",
    "Ana Ruiz",
    "Rosa Ibáñez",
    "$40.00",
    "Cash",
    "Co-pay",
    "$50.00",
    "$10.00",
    "Drawer 2",
    "$60.00",
  ])
    assert.ok(text.replaceAll(/\s+/g, " ").includes(said), `${said} in ${text}`);
  assert.ok(answer.rawPayload.equals((await pdfOf(paid.id)).rawPayload), "printed again it is the same to the byte");
});

test("a refund has one too, a reversed payment's says so, and a charge has none", async () => {
  const { account, paid } = await cashPayment();
  const reversal = `/api/billing/transactions/${paid.id}/reversal`;
  await call(billing, admin, "POST", reversal, { reason: "bounced" });
  assert.match((await readPdf((await pdfOf(paid.id)).rawPayload)).text, /This was reversed later/);
  await post(billing, account.id, "payments", payment(12_000));
  const refund = { amount: usd(2_000), method: "card", reasonCode: "overpaid" };
  const back = await post(billing, account.id, "refunds", refund);
  assert.match((await readPdf((await pdfOf(back.id, "?language=es")).rawPayload)).text, /Recibo de reembolso/);
  const owed = await post(billing, account.id, "charges", charge(1));
  assert.equal((await call(billing, admin, "GET", url(owed.id))).status, 422);
});

test("a patient has the receipts of their own account, and is not told who took the money", async () => {
  const { account, paid } = await cashPayment();
  const own: TestCaller = {
    id: randomUUID(),
    roles: ["patient"],
    facilities: [facilityA],
    patientId: account.patientId,
  };
  const { body } = await call(billing, own, "GET", url(paid.id));
  assert.deepEqual(Object.keys(body.cashier), ["id"]);
  const { text } = await readPdf((await pdfOf(paid.id, "", own)).rawPayload);
  assert.ok(text.includes("The clinic") && !text.includes("Rosa"), text);
  const other: TestCaller = { ...own, id: randomUUID(), patientId: randomUUID() };
  assert.equal((await call(billing, other, "GET", url(paid.id))).status, 404);
  assert.equal((await call(billing, admin, "GET", url(randomUUID()))).status, 404);
});
