/** The price list: what counts on a day, for whom, from a file, and in a charge. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { Price } from "@pms/contracts/billing/prices";
import type { TestCaller } from "@pms/kit/testing/tokens";
import { admin, type Billing, call, facilityA, facilityB, openAccount, startBilling, usd } from "./support.ts";

const billing: Billing = await startBilling({ after });

let count = 0;
/** A code that no other test has. */
const newCode = () => `C${++count}-${randomUUID().slice(0, 4)}`;
const service = (code: string) => ({ code, description: "Office visit", category: "Visits" });

async function setPrice(body: Record<string, unknown>, caller: TestCaller = admin): Promise<Price> {
  const answer = await call(billing, caller, "POST", "/api/billing/prices", body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}
const quote = (query: Record<string, string>, caller: TestCaller = admin) =>
  call(billing, caller, "GET", `/api/billing/prices/quote?${new URLSearchParams(query)}`);
const list = async (query: Record<string, string>, caller: TestCaller = admin) =>
  (await call(billing, caller, "GET", `/api/billing/prices?${new URLSearchParams(query)}`)).body;
const importFile = (csv: string, more: object = {}, caller: TestCaller = admin) =>
  call(billing, caller, "POST", "/api/billing/prices/imports", { csv, ...more });

test("a price counts from its day until the next one's, and not before", async () => {
  const code = newCode();
  await setPrice({ ...service(code), amount: usd(100), effectiveFrom: "2026-01-01" });
  await setPrice({ ...service(code), amount: usd(120), effectiveFrom: "2026-07-01" });
  await setPrice({ ...service(code), amount: null, effectiveFrom: "2026-10-01" });
  const on = async (serviceDate: string) => (await quote({ code, serviceDate })).body.price?.amount.amountMinor;
  assert.equal((await quote({ code, serviceDate: "2025-12-31" })).status, 404);
  assert.deepEqual([await on("2026-01-01"), await on("2026-06-30"), await on("2026-07-01")], [100, 100, 120]);
  assert.equal((await quote({ code, serviceDate: "2026-10-01" })).status, 404, "off the list");
  const { body } = await call(billing, admin, "GET", `/api/billing/prices/changes?code=${code.toLowerCase()}`);
  assert.deepEqual(
    body.data.map(({ effectiveFrom }: Price) => effectiveFrom),
    ["2026-10-01", "2026-07-01", "2026-01-01"],
  );
});

test("of two prices for one day the later set one counts, and both stay to be read", async () => {
  const code = newCode();
  await setPrice({ ...service(code), amount: usd(1), effectiveFrom: "2026-01-01" });
  await setPrice({ ...service(code), amount: usd(2), effectiveFrom: "2026-01-01" });
  assert.equal((await quote({ code, serviceDate: "2026-02-01" })).body.price.amount.amountMinor, 2);
  assert.equal((await call(billing, admin, "GET", `/api/billing/prices/changes?code=${code}`)).body.data.length, 2);
});

test("the payer's price goes before the facility's, and that before everybody's", async () => {
  const code = newCode();
  const from = { ...service(code), effectiveFrom: "2026-01-01" };
  await setPrice({ ...from, amount: usd(10) });
  await setPrice({ ...from, amount: usd(20), facilityId: facilityA });
  await setPrice({ ...from, amount: usd(30), payer: "Acme Health" });
  await setPrice({ ...from, amount: usd(40), payer: "Acme Health", facilityId: facilityB });
  const serviceDate = "2026-02-01";
  const asked = async (more: Record<string, string>) => {
    const { body } = await quote({ code, serviceDate, ...more });
    return [body.price.amount.amountMinor, body.scope];
  };
  assert.deepEqual(await asked({}), [10, "everybody"]);
  assert.deepEqual(await asked({ facilityId: facilityA }), [20, "facility"]);
  assert.deepEqual(await asked({ facilityId: facilityA, payer: "ACME HEALTH" }), [30, "payer"]);
  assert.deepEqual(await asked({ facilityId: facilityB, payer: "acme health" }), [40, "payer-and-facility"]);
  assert.deepEqual(await asked({ facilityId: facilityB }), [10, "everybody"]);
});

test("a charge takes amount and description from the list, times its units; without a price it is refused", async () => {
  const code = newCode();
  const account = await openAccount(billing);
  await setPrice({ ...service(code), amount: usd(12_550), effectiveFrom: "2026-01-01" });
  const charge = (body: object) => call(billing, admin, "POST", `/api/billing/accounts/${account.id}/charges`, body);
  const posted = await charge({ code: code.toLowerCase(), serviceDate: "2026-02-01", units: 3 });
  assert.equal(posted.status, 201, JSON.stringify(posted.body));
  assert.deepEqual([posted.body.amount, posted.body.description], [usd(37_650), "Office visit"]);
  const own = await charge({ code, serviceDate: "2026-02-01", amount: usd(5), description: "By agreement" });
  assert.deepEqual([own.body.amount, own.body.description], [usd(5), "By agreement"]);
  for (const body of [
    { code, serviceDate: "2025-12-31" },
    { code: "NOWHERE", serviceDate: "2026-02-01" },
  ]) {
    const refused = await charge(body);
    assert.equal(refused.status, 422, JSON.stringify(refused.body));
    assert.match(refused.body.detail, /no price for/);
  }
  const free = newCode();
  await setPrice({ ...service(free), amount: usd(0), effectiveFrom: "2026-01-01" });
  assert.deepEqual((await charge({ code: free, serviceDate: "2026-02-01" })).body.amount, usd(0), "free, and said so");
  const many = await charge({ code, serviceDate: "2026-02-01", units: 100_000_000 });
  assert.equal(many.status, 400);
});

test("a charge sent again under its key is answered as it was, whatever the list says meanwhile (REL-4)", async () => {
  const code = newCode();
  const account = await openAccount(billing);
  await setPrice({ ...service(code), amount: usd(100), effectiveFrom: "2026-01-01" });
  const key = randomUUID();
  const url = `/api/billing/accounts/${account.id}/charges`;
  const body = { code, serviceDate: "2026-02-01" };
  const first = await call(billing, admin, "POST", url, body, key);
  await setPrice({ ...service(code), amount: null, effectiveFrom: "2026-01-01" });
  const again = await call(billing, admin, "POST", url, body, key);
  assert.deepEqual([again.status, again.body], [201, first.body]);
});

test("the list of a day is read in pages, searched by code and words, and says one price for each", async () => {
  const category = `Cat ${randomUUID()}`;
  const codes = Array.from({ length: 7 }, newCode);
  for (const code of codes)
    await setPrice({ code, description: `Scan of ${code}`, category, amount: usd(1), effectiveFrom: "2026-01-01" });
  await setPrice({ ...service(codes[0] ?? ""), category, amount: usd(2), effectiveFrom: "2026-03-01" });
  const seen: Price[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: Record<string, string> = { category, asOf: "2026-04-01", limit: "3", ...(cursor && { cursor }) };
    const answer: { data: Price[]; page: { nextCursor: string | null } } = await list(query);
    seen.push(...answer.data);
    cursor = answer.page.nextCursor;
  }
  assert.deepEqual(seen.map(({ code }) => code).sort(), [...codes].sort());
  assert.equal(seen.find(({ code }) => code === codes[0])?.amount?.amountMinor, 2);
  assert.equal((await list({ q: `scan of ${codes[3]}`, asOf: "2026-04-01" })).data.length, 1);
  assert.equal((await list({ q: (codes[4] ?? "").toLowerCase(), asOf: "2026-04-01" })).data.length, 1);
  assert.equal((await list({ category, asOf: "2025-04-01" })).data.length, 0);
  assert.equal((await call(billing, admin, "GET", "/api/billing/prices?cursor=x")).status, 400);
});

test("a file is taken whole: previewed, set once, and unchanged when it comes again", async () => {
  const [one, two] = [newCode(), newCode()];
  const csv = `\uFEFFCode;Description;Category;Price;EffectiveFrom\r\n${one};"Visit; long";Visits;1,250.5;2026-01-01\r\n${two};Advice;Visits;0;2026-01-01\r\n`;
  const preview = await importFile(csv, { dryRun: true });
  assert.deepEqual(preview.body, { applied: false, rows: 2, added: 2, changed: 0, unchanged: 0, errors: [] });
  assert.equal((await quote({ code: one, serviceDate: "2026-02-01" })).status, 404, "a dry run sets nothing");
  assert.equal((await importFile(csv)).body.added, 2);
  const { price } = (await quote({ code: one, serviceDate: "2026-02-01" })).body;
  assert.deepEqual([price.amount, price.description], [usd(125_050), "Visit; long"]);
  assert.deepEqual((await importFile(csv)).body, {
    ...{ applied: true, rows: 2, added: 0, changed: 0, unchanged: 2, errors: [] },
  });
  assert.equal((await importFile(csv.replace(";0;", ";1;"))).body.changed, 1);
});

test("a file with anything wrong in it sets nothing, and every fault is told by its line", async () => {
  const code = newCode();
  const header = "code,description,category,price,effectiveFrom,currency,facilityId,payer\n";
  const lines = [
    `${code},Visit,Visits,10.00,2026-01-01,,,`,
    `${code},Visit,Visits,,2026-01-01,,,`,
    `X 1,Visit,Visits,10,2026-01-01,,,`,
    `X2,Visit,Visits,10.001,2026-01-01,,,`,
    `X3,Visit,Visits,10.5,2026-01-01,JPY,,`,
    `X4,Visit,Visits,10,2026-02-30,,,`,
    `X5,Visit,Visits,-1,2026-01-01,,,`,
    `X6,,Visits,1,2026-01-01,,,`,
    `X7,Visit,Visits,1,2026-01-01,XYZ,,`,
    `X8,Visit,Visits,1,2026-01-01,,${randomUUID()},`,
    `${code.toLowerCase()},Visit,Visits,11.00,2026-01-01,,,`,
  ];
  const { body } = await importFile(header + lines.join("\n"), { dryRun: true });
  const told = body.errors.map(({ line, column }: { line: number; column: string }) => `${line} ${column}`);
  const expected = ["3 price", "4 code", "5 price", "6 price", "7 effectiveFrom", "8 price", "9 description"];
  assert.deepEqual(told.filter((each: string) => expected.includes(each)).sort(), expected);
  assert.ok(told.includes("10 currency") && told.includes("12 code"), told.join(", "));
  const refused = await importFile(header + lines.join("\n"));
  assert.equal(refused.status, 400);
  assert.equal((await quote({ code, serviceDate: "2026-02-01" })).status, 404, "not even the good line");
  for (const csv of ["code,price\nA,1", "no csv at all", 'code,description,category,price,effectiveFrom\n"A', header])
    assert.equal((await importFile(csv)).status, 400, csv);
});

test("who works at one facility sets and sees its prices alone; who may not, gets 403 (AZ-1, AZ-3)", async () => {
  const code = newCode();
  const from = { ...service(code), effectiveFrom: "2026-01-01", amount: usd(7) };
  const biller: TestCaller = { id: randomUUID(), roles: ["biller"], facilities: [facilityA] };
  const other: TestCaller = { id: randomUUID(), roles: ["biller"], facilities: [facilityB] };
  const ask = (body: object, caller: TestCaller) => call(billing, caller, "POST", "/api/billing/prices", body);
  assert.equal((await ask({ ...from, facilityId: facilityA }, biller)).status, 201);
  assert.equal((await ask(from, biller)).status, 403);
  assert.equal((await ask({ ...from, facilityId: facilityB }, biller)).status, 403);
  assert.equal((await ask({ ...from, facilityId: randomUUID() }, admin)).status, 422);
  assert.equal((await list({ q: code }, biller)).data.length, 1);
  assert.equal((await list({ q: code }, other)).data.length, 0);
  assert.equal((await list({ q: code, facilityId: facilityA }, other)).data.length, 0);
  assert.equal((await quote({ code, serviceDate: "2026-02-01", facilityId: facilityA }, other)).status, 404);
  const desk: TestCaller = { id: randomUUID(), roles: ["front-desk"], facilities: "all" };
  assert.equal((await ask(from, desk)).status, 403);
  assert.equal((await list({ q: code }, desk)).data.length, 1);
  const patient: TestCaller = { id: randomUUID(), roles: ["patient"], facilities: [] };
  assert.equal((await call(billing, patient, "GET", "/api/billing/prices")).status, 403);
  assert.equal((await ask({ ...from, amount: { amountMinor: 1, currency: "ZZZ" } }, admin)).status, 400);
  assert.equal((await ask({ ...from, currency: "EUR" }, admin)).status, 400);
});
