import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import type { TransactionBatchResult } from "@pms/contracts/billing/batches";
import {
  admin,
  auditsOf,
  call,
  charge,
  facilityB,
  getAccount,
  openAccount,
  payment,
  postedEvents,
  startBilling,
  usd,
} from "./support.ts";

const billing = await startBilling({ after });

async function send(transactions: unknown[], source: string): Promise<TransactionBatchResult["results"]> {
  const answer = await call(billing, admin, "POST", "/api/billing/batches", { source, transactions }, null);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.results;
}
const outcomes = (results: TransactionBatchResult["results"]) => results.map(({ outcome }) => outcome);

test("a batch posts each row in order, with balances, an event per row and one audit event per patient", async () => {
  const account = await openAccount(billing);
  const { patientId } = account;
  const results = await send(
    [
      { type: "charge", externalId: "1", patientId, ...charge(1_000) },
      { type: "transfer", externalId: "2", patientId, amount: usd(600), direction: "to-payer" },
      { type: "payment", externalId: "3", patientId, ...payment(600, { responsibility: "payer" }) },
      { type: "adjustment", externalId: "4", patientId, amount: usd(100), direction: "credit", reasonCode: "discount" },
      { type: "charge", externalId: "5", patientId, ...charge(0) },
    ],
    randomUUID(),
  );
  assert.deepEqual(outcomes(results), Array(5).fill("posted"));
  const now = await getAccount(billing, account.id);
  assert.deepEqual([now.balance, now.payerBalance, now.version], [usd(300), usd(0), 6]);
  const events = await postedEvents(billing, account.id);
  assert.deepEqual(
    events.map(({ balanceAfterMinor }) => balanceAfterMinor),
    [1_000n, 1_000n, 400n, 300n, 300n],
  );
  const audits = (await auditsOf(billing, patientId)).filter(({ action }) => action === "billing.import");
  assert.deepEqual(
    audits.map(({ details }) => details),
    [{ count: "5" }],
  );
  assert.equal((await billing.pool.query("SELECT * FROM ledger_discrepancies()")).rowCount, 0);
});

test("rows known by source and externalId post nothing, in the same batch, a later one, or ten at once (REL-4)", async () => {
  const account = await openAccount(billing);
  const source = randomUUID();
  const row = { type: "charge", externalId: "a", patientId: account.patientId, ...charge(10) };
  const first = await send([row, row], source);
  assert.deepEqual(outcomes(first), ["posted", "existing"]);
  assert.equal(first[0]?.id, first[1]?.id);
  const more = Array.from({ length: 20 }, (_, index) => ({ ...row, externalId: `n${index}` }));
  const all = await Promise.all(Array.from({ length: 10 }, () => send([row, ...more], source)));
  assert.equal(all.flat().filter(({ outcome }) => outcome === "posted").length, 20);
  assert.deepEqual((await getAccount(billing, account.id)).balance, usd(210));
  assert.deepEqual(outcomes(await send([row], randomUUID())), ["posted"]);
});

test("a known externalId with other facts is refused with 409, in the same batch or a later one, and posts nothing", async () => {
  const { id, patientId } = await openAccount(billing);
  const source = randomUUID();
  const row = { type: "charge", externalId: "a", patientId, ...charge(10) };
  const paid = { type: "payment", externalId: "b", patientId, amount: usd(4), method: "cash" };
  const others: object[] = [
    { ...row, amount: usd(11) },
    { ...row, serviceDate: "2026-01-16" },
    { ...row, code: "99214" },
    { ...row, units: 2 },
    { ...row, responsibility: "payer" },
    { ...row, facilityId: facilityB },
    { ...paid, externalId: "a" },
    { ...paid, reference: "another" },
    { ...paid, receivedOn: "2026-01-15" },
  ];
  const first = await send([row, paid, ...others], source);
  const refused = Array(others.length).fill("refused");
  assert.deepEqual(outcomes(first), ["posted", "posted", ...refused]);
  const later = await send([row, paid, ...others], source);
  assert.deepEqual(outcomes(later), ["existing", "existing", ...refused]);
  const problems = [...first, ...later].flatMap(({ problem }) => problem ?? []);
  assert.ok(problems.every(({ status, detail }) => status === 409 && detail?.includes("externalId")));
  assert.deepEqual((await getAccount(billing, id)).balance, usd(6));
});

test("two accounts under one externalId at once: one posts, the other is told", async () => {
  const [one, two] = await Promise.all([openAccount(billing), openAccount(billing)]);
  const source = randomUUID();
  const row = (patientId: string) => ({ type: "charge", externalId: "same", patientId, ...charge(10) });
  const results = (await Promise.all([send([row(one.patientId)], source), send([row(two.patientId)], source)])).flat();
  assert.deepEqual(outcomes(results).sort(), ["posted", "refused"]);
  assert.equal(results.find(({ outcome }) => outcome === "refused")?.problem?.status, 409);
});

test("a wrong row is refused alone, with its field, and the others are posted", async () => {
  const { id, patientId } = await openAccount(billing);
  const good = { type: "charge", patientId, ...charge(10) };
  const rows: [row: unknown, status: number, pointer?: string][] = [
    [{ ...good, externalId: "ok" }, 0],
    [{ ...good, externalId: "x", amount: usd(-5) }, 400, "/amount/amountMinor"],
    [{ ...good, externalId: "x", serviceDate: "2026-13-01" }, 400, "/serviceDate"],
    [{ ...good, externalId: "x", type: "gift" }, 400, "/type"],
    [{ ...good, externalId: "x", type: "refund" }, 400, "/type"],
    [{ ...good, externalId: "x", balance: 0 }, 400, "/balance"],
    [{ ...good }, 400, "/externalId"],
    [{ ...good, externalId: "x", patientId: randomUUIDv7() }, 404],
    [{ ...good, externalId: "x", amount: { amountMinor: 1, currency: "EUR" } }, 422],
    ["no object", 400, "/type"],
    [null, 400, "/type"],
    [{ ...good, externalId: "ok 2" }, 0],
  ];
  const results = await send(
    rows.map(([row]) => row),
    randomUUID(),
  );
  for (const [index, [, status, pointer]] of rows.entries()) {
    const result = results[index];
    assert.equal(result?.index, index);
    assert.equal(result?.outcome, status === 0 ? "posted" : "refused", `row ${index}`);
    assert.equal(result?.problem?.status ?? 0, status, `row ${index}`);
    if (pointer) assert.equal(result?.problem?.errors?.[0]?.pointer, pointer);
  }
  assert.deepEqual((await getAccount(billing, id)).balance, usd(20));
});

test("a batch with an Idempotency-Key is answered again as it was, and another body under it is refused (REL-4)", async () => {
  const { id, patientId } = await openAccount(billing);
  const source = randomUUID();
  const body = (externalId: string) => ({
    source,
    transactions: [{ type: "charge", externalId, patientId, ...charge(10) }],
  });
  const key = randomUUID();
  const ask = (externalId: string) => call(billing, admin, "POST", "/api/billing/batches", body(externalId), key);
  const first = await ask("1");
  assert.deepEqual([first.status, first.headers["idempotency-replayed"]], [200, undefined]);
  const again = await ask("1");
  assert.deepEqual([again.status, again.headers["idempotency-replayed"], again.body], [200, "true", first.body]);
  assert.equal((await ask("2")).status, 422);
  assert.deepEqual((await getAccount(billing, id)).balance, usd(10));
});

test("a batch may be as large as the gateway lets in: 2 MiB", async () => {
  const { patientId } = await openAccount(billing);
  const description = "x".repeat(200);
  const sized = (bytes: number) => {
    const transactions = Array.from({ length: 1_000 }, (_, index) => {
      const row = { type: "charge", externalId: `${index}`, patientId, ...charge(10, { description }) };
      return { ...row, padding: "x".repeat(Math.floor(bytes / 1_000) - JSON.stringify(row).length - 20) };
    });
    return { source: "large", transactions };
  };
  assert.equal((await call(billing, admin, "POST", "/api/billing/batches", sized(2_000_000))).status, 200);
  assert.equal((await call(billing, admin, "POST", "/api/billing/batches", sized(2_200_000))).status, 413);
});

test("a batch that is no batch is 400", async () => {
  const refused = async (body: unknown) => (await call(billing, admin, "POST", "/api/billing/batches", body)).status;
  assert.equal(await refused({ source: "s", transactions: [] }), 400);
  assert.equal(await refused({ source: "s", transactions: Array(1_001).fill({}) }), 400);
  assert.equal(await refused({ transactions: [{}] }), 400);
});
