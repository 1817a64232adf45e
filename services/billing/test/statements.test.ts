/** Statements: the ledger's own figures, as JSON and word for word in the PDF. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { Statement } from "@pms/contracts/billing/documents";
import type { TestCaller } from "@pms/kit/testing/tokens";
import { until } from "@pms/kit/testing/until";
import { readPdf } from "./pdf-text.ts";
import {
  admin,
  auditsOf,
  type Billing,
  call,
  charge,
  dayFromNow,
  facilityA,
  facilityB,
  getAccount,
  openAccount,
  payment,
  post,
  startBilling,
  usd,
} from "./support.ts";

const billing: Billing = await startBilling({ after });
const url = (accountId: string, query = "") => `/api/billing/accounts/${accountId}/statement${query}`;

async function statement(accountId: string, query = "", caller = admin): Promise<Statement> {
  const answer = await call(billing, caller, "GET", url(accountId, query));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

async function fetchPdf(accountId: string, query = "", caller: TestCaller = admin) {
  const headers = { ...(await billing.trust.as(caller)), accept: "application/pdf" };
  const answer = await billing.app.inject({ url: url(accountId, query), headers });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer;
}

const money = (minor: number) =>
  new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(Math.abs(minor) / 100);
const balance = (minor: number) => (minor < 0 ? `${money(minor)} CR` : money(minor));
const flat = (text: string) => text.replaceAll(/\s+/g, " ");

/** Everything that the JSON says in figures, in the order in which the PDF has to say it. */
function figuresOf({ openingBalance, charges, credits, closingBalance, lines, from }: Statement): string[] {
  const sums = [charges, credits].map(({ amountMinor }) => money(amountMinor));
  const closing = balance(closingBalance.amountMinor);
  return [
    balance(openingBalance.amountMinor),
    ...sums,
    closing,
    ...(from === undefined ? [] : [balance(openingBalance.amountMinor)]),
    ...lines.flatMap((line) => [
      `${line.transaction.number}. `,
      ...[line.charge, line.credit].flatMap((sum) => (sum ? [money(sum.amountMinor)] : [])),
      balance(line.balance.amountMinor),
    ]),
    ...sums,
    closing,
  ];
}

function assertSaidInOrder(text: string, said: readonly string[]): void {
  let at = 0;
  for (const each of said) {
    const found = text.indexOf(each, at);
    assert.ok(found >= 0, `${each} is not said after ${text.slice(Math.max(0, at - 120), at)}`);
    at = found + each.length;
  }
}

/** Charges, payments, a transfer, an adjustment, a reversal, over a hundred days. */
async function busyAccount() {
  const account = await openAccount(billing);
  const on = (days: number) => ({ serviceDate: dayFromNow(-days) });
  await post(billing, account.id, "charges", charge(10_000, on(100)));
  await post(billing, account.id, "charges", charge(5_000, { ...on(45), units: 2 }));
  const wrong = await post(billing, account.id, "charges", charge(77_000, on(44)));
  await post(billing, account.id, "payments", payment(11_000, { receivedOn: dayFromNow(-20), reference: "AUTH 4711" }));
  await post(billing, account.id, "transfers", { amount: usd(1_500), direction: "to-payer" });
  await post(billing, account.id, "adjustments", { amount: usd(500), direction: "credit", reasonCode: "courtesy" });
  const reversal = `/api/billing/transactions/${wrong.id}/reversal`;
  assert.equal((await call(billing, admin, "POST", reversal, { reason: "wrong patient" })).status, 201);
  return account;
}

test("a statement adds up: opening balance, every transaction once, closing balance as of the day, its age", async () => {
  const { id, patientId } = await busyAccount();
  const whole = await statement(id);
  const listed = await call(billing, admin, "GET", `/api/billing/accounts/${id}/transactions?limit=200`);
  const byNumber = (rows: { number: number }[]) => rows.toSorted((one, other) => one.number - other.number);
  assert.deepEqual(byNumber(whole.lines.map(({ transaction }) => transaction)), byNumber(listed.body.data));
  assert.deepEqual(whole.closingBalance, (await getAccount(billing, id)).balance);
  assert.deepEqual([whole.openingBalance, whole.payerPart, whole.patientPart], [usd(0), usd(1_500), usd(2_000)]);
  assert.deepEqual([whole.charges, whole.credits], [usd(92_000), usd(88_500)]);
  assert.deepEqual(
    whole.aging.map(({ amount }) => amount.amountMinor),
    [0, 3_500, 0, 0, 0],
  );
  const later = await statement(id, `?from=${dayFromNow(-30)}&asOf=${dayFromNow(-10)}`);
  assert.deepEqual(later.openingBalance, usd(92_000));
  assert.deepEqual(
    later.lines.map(({ transaction }) => transaction.type),
    ["payment"],
  );
  const then = await call(billing, admin, "GET", `/api/billing/accounts/${id}?asOf=${dayFromNow(-10)}`);
  assert.deepEqual(later.closingBalance, then.body.balance);
  await until("both readings are in the audit", async () => {
    const audited = await auditsOf(billing, patientId);
    return audited.filter(({ action }) => action === "billing.read-statement").length === 2;
  });
});

test("the PDF says what the JSON says, in its order, as a tagged document with a title and a language", async () => {
  const { id } = await busyAccount();
  for (const query of ["?language=en", `?language=en&from=${dayFromNow(-30)}&asOf=${dayFromNow(-1)}`]) {
    const json = await statement(id, query);
    const answer = await fetchPdf(id, query);
    const pdf = await readPdf(answer.rawPayload);
    assertSaidInOrder(flat(pdf.text), figuresOf(json));
    for (const text of ["A clinic", "14 Harbour Street", "(207) 555-0142", "Ana Ruiz", "1004 8817-3"])
      assert.ok(flat(pdf.text).includes(text), text);
    assert.equal(pdf.title, "Account statement");
    for (const tag of ["H1", "H2", "Table", "TH", "TD", "Figure"]) assert.ok(pdf.tags.includes(tag), tag);
    const { headers } = answer;
    assert.deepEqual(
      [headers["content-type"], headers["cache-control"], headers.vary, headers["content-disposition"]],
      ["application/pdf", "no-store", "accept", `inline; filename="statement-${json.asOf}.pdf"`],
    );
  }
  const { text } = await readPdf((await fetchPdf(id)).rawPayload);
  for (const said of ["visit, 99213, × 2", "Card, AUTH 4711", "From the patient to the payer", "Courtesy discount"])
    assert.ok(flat(text).includes(said), `${said} in ${text}`);
});

test("equal statements are equal to the byte", async () => {
  const { id } = await busyAccount();
  const [one, other] = [await fetchPdf(id), await fetchPdf(id)];
  assert.ok(one.rawPayload.equals(other.rawPayload));
  await post(billing, id, "payments", payment(1));
  assert.ok(!one.rawPayload.equals((await fetchPdf(id)).rawPayload));
});

test("an empty account, one in credit, and one of many pages, each with the head of its table", async () => {
  const empty = await openAccount(billing);
  assert.ok((await readPdf((await fetchPdf(empty.id)).rawPayload)).text.includes("Nothing was posted"));
  const credit = await openAccount(billing);
  await post(billing, credit.id, "payments", payment(1_250));
  assert.deepEqual((await statement(credit.id)).closingBalance, usd(-1_250));
  const { text } = await readPdf((await fetchPdf(credit.id)).rawPayload);
  assert.match(flat(text), /\$12\.50 CR/);
  assert.match(flat(text), /in credit: \$12\.50 stays on it/);
  const long = await openAccount(billing);
  for (let count = 0; count < 90; count += 1) await post(billing, long.id, "charges", charge(100 + count));
  const read = await readPdf((await fetchPdf(long.id)).rawPayload);
  assert.ok(read.pages.length >= 3, `${read.pages.length} pages`);
  for (const page of read.pages.slice(0, -1)) assert.ok(page.includes("Description"), page.join(" "));
  assertSaidInOrder(flat(read.text), figuresOf(await statement(long.id)));
});

test("no text is read as markup, whatever it holds, and every script is shown", async () => {
  const attack = '#read("/etc/passwd") $x^2$ *bold* _it_ @ref <label> `raw` \\ #image("x") "quoted" ]#panic() //c';
  const { id, patientId } = await openAccount(billing);
  billing.patients.known.set(patientId, { firstName: attack, lastName: "محمد عبد الله", preferredLanguage: "es" });
  await post(billing, id, "charges", charge(100, { description: `${attack} 王小明 김철수 שלום สมชาย Ñandú नमस्ते` }));
  const pdf = await readPdf((await fetchPdf(id)).rawPayload);
  assert.ok(flat(pdf.text).includes(attack), pdf.text);
  for (const word of ["محمد", "عبد", "الله", "王小明", "김철수", "שלום", "สมชาย", "Ñandú"])
    assert.ok(pdf.text.includes(word), `${word} in ${pdf.text}`);
  assert.equal(pdf.title, "Estado de cuenta", "the patient's language");
  const arabic = await readPdf((await fetchPdf(id, "?language=ar")).rawPayload);
  for (const word of ["كشف", "حساب", "الرصيد", "الختامي"]) assert.ok(arabic.text.includes(word), arabic.text);
});

test("a letter that no font has is no reason to fail, and the log holds no text of the document", async () => {
  const { id, patientId } = await openAccount(billing);
  billing.patients.known.set(patientId, { firstName: "Zed 😀\u202e", lastName: "Quux\u0007" });
  const { text } = await readPdf((await fetchPdf(id)).rawPayload);
  assert.ok(text.includes("Quux"), text);
  assert.ok(billing.logLines.some((line) => line.includes("not PDF/UA")));
  assert.ok(!billing.logLines.some((line) => /Quux|Zed/.test(line)));
});

test("what is asked wrongly is told: dates, formats, accounts; and who may not see it finds nothing", async () => {
  const { id, patientId } = await openAccount(billing);
  const status = async (query: string, caller: TestCaller = admin) =>
    (await call(billing, caller, "GET", url(id, query))).status;
  for (const query of ["?from=2026-13-01", "?asOf=2999-01-01", "?format=xml", "?language=xx", "?other=1"])
    assert.equal(await status(query), 400, query);
  assert.equal(await status(`?from=${dayFromNow(-1)}&asOf=${dayFromNow(-2)}`), 400);
  const headers = { ...(await billing.trust.as(admin)), accept: "text/html" };
  assert.equal((await billing.app.inject({ url: url(id), headers })).statusCode, 406);
  assert.equal((await call(billing, admin, "GET", url(randomUUID()))).status, 404);
  const elsewhere: TestCaller = { id: randomUUID(), roles: ["biller"], facilities: [facilityB] };
  assert.equal(await status("?format=pdf", elsewhere), 404);
  const own: TestCaller = { id: randomUUID(), roles: ["patient"], facilities: [facilityA], patientId };
  assert.equal(await status("", own), 200);
  assert.equal(await status("", { ...own, id: randomUUID(), patientId: randomUUID() }), 404);
  assert.equal(await status("", { id: randomUUID(), roles: ["analyst"], facilities: "all" }), 403);
});

test("while the patient service does not answer, a statement is not available, and says when to ask again", async () => {
  const { id } = await openAccount(billing);
  billing.patients.state.isDown = true;
  const answer = await call(billing, admin, "GET", url(id));
  billing.patients.state.isDown = false;
  assert.deepEqual([answer.status, answer.headers["retry-after"]], [503, "2"]);
  assert.equal((await call(billing, admin, "GET", url(id))).status, 200);
});
