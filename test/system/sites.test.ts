/** AZ-3 across the whole system: what a user of one site sees of another site's patient is nothing. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { asAdmin, type Caller, newUser, samplePatient, until } from "./caller.ts";
import { startSystem, type TestSystem } from "./start-system.ts";

let system: TestSystem;
let admin: Caller;
let here: string;
let there: string;

before(async () => {
  system = await startSystem();
  admin = await asAdmin(system);
  const facility = async (name: string): Promise<string> => {
    const answer = await admin.post("/api/facilities", { name, timeZone: "America/New_York" });
    assert.equal(answer.status, 201, answer.text);
    return answer.body.id;
  };
  here = await facility("North clinic");
  there = await facility("South clinic");
});
after(() => system.dispose());

test("a user of site A gets 404 for a patient of site B on every path (AZ-3)", async () => {
  const { body: patient } = await admin.post("/api/patients", { ...samplePatient, facilityId: there });
  const account = patient.billing.accountId;
  const { body: posted } = await admin.post(`/api/billing/accounts/${account}/charges`, {
    amount: { amountMinor: 500, currency: "USD" },
    code: "x",
    description: "x",
    serviceDate: "2026-01-05",
  });
  const biller = await newUser(system, admin, "biller", [here]);
  const clerk = await newUser(system, admin, "front-desk", [here]);
  const match = { "if-match": '"v1"' };
  const money = { amount: { amountMinor: 100, currency: "USD" } };
  const answers: [string, number][] = [];
  const record = async (caller: Caller, method: string, path: string, body?: unknown, headers = {}) =>
    answers.push([
      `${method} ${path.replace(patient.id, ":id").replace(account, ":account")}`,
      (await caller.call(method, path, body, headers)).status,
    ]);
  const p = `/api/patients/${patient.id}`;
  await record(clerk, "GET", p);
  await record(clerk, "PUT", p, samplePatient, match);
  await record(clerk, "PATCH", p, { lastName: "X" }, match);
  await record(clerk, "DELETE", p, undefined, match);
  await record(clerk, "POST", `${p}/restore`, undefined, match);
  await record(clerk, "GET", `${p}/history`);
  await record(clerk, "GET", `${p}/history/1`);
  await record(clerk, "GET", `/api/billing/patients/${patient.id}/account`);
  await record(clerk, "GET", `/api/billing/accounts/${account}`);
  await record(clerk, "GET", `/api/billing/accounts/${account}/transactions`);
  await record(clerk, "GET", `/api/billing/transactions/${posted.id}`);
  await record(clerk, "POST", `/api/billing/accounts/${account}/payments`, { ...money, method: "cash" });
  await record(clerk, "POST", `/api/billing/accounts/${account}/charges`, {
    ...money,
    code: "x",
    description: "x",
    serviceDate: "2026-01-05",
  });
  await record(clerk, "POST", `/api/billing/accounts/${account}/transfers`, { ...money, direction: "to-payer" });
  await record(biller, "POST", `/api/billing/accounts/${account}/adjustments`, {
    ...money,
    direction: "credit",
    reasonCode: "x",
  });
  await record(biller, "POST", `/api/billing/accounts/${account}/refunds`, {
    ...money,
    method: "cash",
    reasonCode: "x",
  });
  await record(biller, "POST", `/api/billing/transactions/${posted.id}/reversal`, { reason: "x" });
  assert.deepEqual(
    answers.filter(([, status]) => status !== 404),
    [],
  );
});

test("lists, counts, searches and reports of site A are without the patients of site B (AZ-3)", async () => {
  const mine = { ...samplePatient, lastName: "Northpatient", facilityId: here };
  const theirs = { ...samplePatient, lastName: "Southpatient", facilityId: there };
  await admin.post("/api/patients", mine);
  await admin.post("/api/patients", theirs);
  const clerk = await newUser(system, admin, "front-desk", [here]);
  const list = await clerk.get("/api/patients?total=true&limit=200");
  assert.ok(list.body.data.every((row: { facilityId: string }) => row.facilityId === here));
  assert.equal(list.body.page.total, list.body.data.length);
  assert.equal((await clerk.post("/api/patients/search", { name: "Southpatient" })).body.data.length, 0);
  assert.equal((await clerk.post("/api/patients/search", { name: "Northpatient" })).body.data.length, 1);
  const accounts = await clerk.get("/api/billing/accounts?limit=200&total=true");
  assert.ok(accounts.body.data.every((row: { facilityId: string }) => row.facilityId === here));
  const biller = await newUser(system, admin, "biller", [here]);
  const all = await until("analytics have counted both", async () => {
    const { body } = await admin.get("/api/analytics/reports/registrations");
    const count = body.rows.reduce((sum: number, row: { count: number }) => sum + row.count, 0);
    return count >= 3 ? count : undefined;
  });
  const { body: scoped } = await biller.get("/api/analytics/reports/registrations");
  const seen = scoped.rows.reduce((sum: number, row: { count: number }) => sum + row.count, 0);
  assert.ok(seen >= 1 && seen < all, `${seen} of ${all}`);
  assert.equal((await clerk.post("/api/patients", { ...samplePatient, facilityId: there })).status, 400);
});

test("an administrator of site A gives nobody site B, and meets none of its people (AZ-3)", async () => {
  const northern = await newUser(system, admin, "admin", [here]);
  const southern = await newUser(system, admin, "front-desk", [there]);
  const person = { email: "more@clinic.example", firstName: "More", lastName: "Reach", roles: ["admin"] };
  for (const facilities of ["all", [there]])
    assert.equal((await northern.post("/api/users/invitations", { ...person, facilities })).status, 403);
  assert.equal((await northern.get(`/api/users/${southern.userId}`)).status, 404);
});
