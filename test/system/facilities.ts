/**
 * AZ-3 across the whole system: what a user of one facility sees of another facility's patient is
 * nothing.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, suite, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { asAdmin, type Caller, newUser, samplePatient } from "./caller.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";
import { operations } from "./who-may.ts";

let system: TestSystem;
let admin: Caller;

type Clinic = {
  facility: string;
  patient: string;
  account: string;
  transaction: string;
  payment: string;
  lastName: string;
};

const usd = (amountMinor: number) => ({ amount: { amountMinor, currency: "USD" } });
const charge = { ...usd(500), code: "99213", description: "Office visit", serviceDate: "2026-01-05" };

/** A facility with one patient who owed 5 dollars and has paid one of them. */
async function newFacility(): Promise<Clinic> {
  const lastName = `Facility${randomUUID().replaceAll(/\d|-/g, "")}`;
  const facility = await admin.post("/api/facilities", { name: lastName, timeZone: "America/New_York" });
  assert.equal(facility.status, 201, facility.text);
  const patient = await until("a new facility is known to the patient service", async () => {
    const answer = await admin.post("/api/patients", { ...samplePatient, lastName, facilityId: facility.body.id });
    return answer.status === 201 && answer;
  });
  const account = patient.body.billing.accountId;
  const posted = await admin.post(`/api/billing/accounts/${account}/charges`, charge);
  assert.equal(posted.status, 201, posted.text);
  const paid = await admin.post(`/api/billing/accounts/${account}/payments`, { ...usd(100), method: "cash" });
  assert.equal(paid.status, 201, paid.text);
  const [transaction, payment] = [posted.body.id, paid.body.id];
  return { facility: facility.body.id, patient: patient.body.id, account, transaction, payment, lastName };
}

type Asked = { id: Exclude<keyof Clinic, "facility" | "lastName">; body?: unknown; ifMatch?: true };

/**
 * Every operation: how it is asked for a thing of another facility, or why none can be named in its
 * path.
 */
const paths: Record<string, Asked | string> = {
  "GET /api/patients/{id}": { id: "patient" },
  "PUT /api/patients/{id}": { id: "patient", body: samplePatient, ifMatch: true },
  "PATCH /api/patients/{id}": { id: "patient", body: { lastName: "X" }, ifMatch: true },
  "DELETE /api/patients/{id}": { id: "patient", ifMatch: true },
  "POST /api/patients/{id}/restore": { id: "patient", ifMatch: true },
  "POST /api/patients/{id}/merge": "two patients: held by the patient service's own tests",
  "GET /api/patients/merges/{id}": "two patients: held by the patient service's own tests",
  "POST /api/patients/merges/{id}/undo": "two patients: held by the patient service's own tests",
  "POST /api/patients/duplicates/{id}/assign": "a pair of patients: held by the patient service's own tests",
  "POST /api/patients/duplicates/{id}/dismiss": "a pair of patients: held by the patient service's own tests",
  "POST /api/patients/duplicates/{id}/reopen": "a pair of patients: held by the patient service's own tests",
  "GET /api/patients/duplicates/scans/{id}": "counts of the whole base, of no patient",
  "GET /api/patients/{id}/history": { id: "patient" },
  "GET /api/patients/{id}/access-log": { id: "patient" },
  "GET /api/patients/{id}/history/{version}": { id: "patient" },
  "GET /api/patients/{id}/history/{version}/diff/{other}": { id: "patient" },
  "POST /api/patients/{id}/history/{version}/restore": { id: "patient", body: {}, ifMatch: true },
  "GET /api/patients/{id}/notes": { id: "patient" },
  "POST /api/patients/{id}/notes": { id: "patient", body: { text: "x" } },
  "GET /api/patients/{id}/notes/{noteId}": "a note: held by the patient service's own tests",
  "PATCH /api/patients/{id}/notes/{noteId}": "a note: held by the patient service's own tests",
  "DELETE /api/patients/{id}/notes/{noteId}": "a note: held by the patient service's own tests",
  "GET /api/patients/{id}/notes/{noteId}/history": "a note: held by the patient service's own tests",
  "GET /api/patients/{id}/documents": { id: "patient" },
  "POST /api/patients/{id}/documents": "a file is no JSON: held by the patient service's own tests",
  "GET /api/patients/{id}/documents/{documentId}": "a document: held by the patient service's own tests",
  "GET /api/patients/{id}/documents/{documentId}/content": "a document: held by the patient service's own tests",
  "DELETE /api/patients/{id}/documents/{documentId}": "a document: held by the patient service's own tests",
  "GET /api/billing/patients/{patientId}/account": { id: "patient" },
  "GET /api/billing/accounts/{id}": { id: "account" },
  "GET /api/billing/accounts/{id}/transactions": { id: "account" },
  "POST /api/billing/accounts/{id}/charges": { id: "account", body: charge },
  "POST /api/billing/accounts/{id}/payments": { id: "account", body: { ...usd(100), method: "cash" } },
  "POST /api/billing/accounts/{id}/transfers": { id: "account", body: { ...usd(100), direction: "to-payer" } },
  "POST /api/billing/accounts/{id}/adjustments": {
    id: "account",
    body: { ...usd(100), direction: "credit", reasonCode: "x" },
  },
  "POST /api/billing/accounts/{id}/refunds": { id: "account", body: { ...usd(1), method: "cash", reasonCode: "x" } },
  "GET /api/billing/accounts/{id}/statement": { id: "account" },
  "GET /api/billing/transactions/{id}": { id: "transaction" },
  "GET /api/billing/transactions/{id}/receipt": { id: "payment" },
  "POST /api/billing/transactions/{id}/reversal": { id: "transaction", body: { reason: "x" } },
  "POST /api/billing/transactions/{id}/correction": {
    id: "transaction",
    body: { reason: "x", payment: { amount: { amountMinor: 1, currency: "USD" }, method: "cash" } },
  },
  "DELETE /api/auth/sessions/{id}": "the caller's own",
  "GET /api/users/{id}": "people, not patients: asked for below",
  "PATCH /api/users/{id}": "people, not patients: asked for below",
  "DELETE /api/users/{id}/sessions": "people, not patients: held by auth's own tests",
  "GET /api/facilities/{id}": "everybody may know what facilities there are",
  "PATCH /api/facilities/{id}": "only administrators of all facilities may",
  "GET /api/audit/sittings/{id}/events": "for those who read the audit: held by auth's own tests",
  "GET /api/analytics/reports/{name}": "a report has no facility; its rows are compared below",
};

suite("what one facility sees of another", () => {
  before(async () => {
    system = await sharedSystem({ RATE_LIMITS: "off" });
    admin = await asAdmin(system);
  });

  test("a user of facility A gets 404 for a patient of facility B on every path (AZ-3)", async () => {
    const [here, there] = [await newFacility(), await newFacility()];
    const clerk = await newUser(system, admin, "front-desk", [here.facility]);
    const biller = await newUser(system, admin, "biller", [here.facility]);
    assert.equal((await clerk.get(`/api/patients/${here.patient}`)).status, 200, "their own they see");
    const named = Object.keys(operations).filter((operation) => operation.includes("{"));
    assert.deepEqual(named.sort(), Object.keys(paths).sort(), "every operation says what it is asked for");
    const wrong: string[] = [];
    for (const [operation, asked] of Object.entries(paths)) {
      if (typeof asked === "string") continue;
      const caller = operations[operation]?.includes("front-desk") ? clerk : biller;
      const [method = "", template = ""] = operation.split(" ");
      const path = template.replaceAll(/\{(version|other)\}/g, "1").replace(/\{\w+\}/, there[asked.id]);
      const answer = await caller.call(method, path, asked.body, asked.ifMatch && { "if-match": '"v1"' });
      if (answer.status !== 404) wrong.push(`${operation}: ${answer.status} ${answer.text}`);
    }
    assert.deepEqual(wrong, []);
  });

  test("what names a patient or a facility in its body reaches no other facility either (AZ-3)", async () => {
    const [here, there] = [await newFacility(), await newFacility()];
    const clerk = await newUser(system, admin, "front-desk", [here.facility]);
    const patient = { ...samplePatient, facilityId: there.facility };
    assert.equal((await clerk.post("/api/patients", patient)).status, 400);
    const manager = await newUser(system, admin, "admin", [here.facility]);
    const posting = { type: "payment", ...usd(100), method: "cash", externalId: "1", patientId: there.patient };
    const batch = await manager.post("/api/billing/batches", { source: here.lastName, transactions: [posting] });
    assert.deepEqual([batch.body.results?.[0].outcome, batch.body.results?.[0].problem.status], ["refused", 404]);
    const patients = await manager.post("/api/patients/batches", { patients: [patient] });
    assert.equal(patients.body.results?.[0].outcome, "refused", patients.text);
  });

  test("lists, counts and searches of facility A have the patient of facility A, and not that of facility B (AZ-3)", async () => {
    const [here, there] = [await newFacility(), await newFacility()];
    const clerk = await newUser(system, admin, "front-desk", [here.facility]);
    const list = async (path: string) => {
      const { body } = await clerk.get(path);
      return { ids: body.data.map(({ id }: { id: string }) => id), total: body.page.total };
    };
    assert.deepEqual(await list("/api/patients?total=true&limit=200"), { ids: [here.patient], total: 1 });
    assert.deepEqual(await list("/api/billing/accounts?total=true&limit=200"), { ids: [here.account], total: 1 });
    const search = async (name: string) => (await clerk.post("/api/patients/search", { name })).body.data.length;
    assert.deepEqual([await search(here.lastName), await search(there.lastName)], [1, 0]);
    const { body: trial } = await clerk.get("/api/billing/trial-balance");
    const debits = trial.accounts.map(({ debit }: { debit: { amountMinor: number } }) => debit.amountMinor);
    assert.equal(Math.max(...debits), 400, "what the patient of one facility owes");
  });

  test("reports of facility A count what happened at facility A, and not at facility B (AZ-3)", async () => {
    const facilities = [await newFacility(), await newFacility()];
    const totals = async (caller: Caller) => {
      const rows = async (name: string) =>
        (await caller.get(`/api/analytics/reports/${name}?from=2026-01-01`)).body.rows;
      const registered: { count: number }[] = await rows("registrations");
      const charged: { amount: { amountMinor: number } }[] = await rows("charges");
      return {
        registered: registered.reduce((sum, { count }) => sum + count, 0),
        charged: charged.reduce((sum, { amount }) => sum + amount.amountMinor, 0),
      };
    };
    const billers: Caller[] = [];
    for (const { facility } of facilities) billers.push(await newUser(system, admin, "biller", [facility]));
    for (const biller of billers)
      await until("analytics have counted the facility's patient and charge", async () => {
        const { registered, charged } = await totals(biller);
        return registered > 0 && charged > 0;
      });
    for (const biller of billers) assert.deepEqual(await totals(biller), { registered: 1, charged: 500 });
    const everything = await totals(admin);
    assert.ok(everything.registered >= 2 && everything.charged >= 1_000, JSON.stringify(everything));
  });

  test("an auditor of facility A sees all that was done with its patient, and nothing of the patient of facility B (AZ-3, AUD-1)", async () => {
    const [here, there] = [await newFacility(), await newFacility()];
    const reads = Object.entries(paths).flatMap(([operation, asked]) =>
      // The log of who looked is made of what is being waited for here.
      operation.startsWith("GET ") && !operation.endsWith("/access-log") && typeof asked !== "string"
        ? [{ template: operation.slice(4), ...asked }]
        : [],
    );
    for (const facility of [here, there])
      for (const { template, id } of reads) {
        const path = template.replaceAll(/\{(version|other)\}/g, "1").replace(/\{\w+\}/, facility[id]);
        assert.equal((await admin.get(path)).status, 200, path);
      }
    const everywhere = await newUser(system, admin, "auditor", "all");
    const local = await newUser(system, admin, "auditor", [here.facility]);
    const actionsOn = async (caller: Caller, patient: string) => {
      const { body } = await caller.get(`/api/audit?patientId=${patient}&limit=200`);
      const actions: string[] = body.data.map(({ action }: { action: string }) => action);
      // Whoever looks into the audit is on record too, at no facility.
      return actions.filter((action) => action !== "audit.read").sort();
    };
    const writes = ["patient.create", "billing.open-account", "billing.post", "billing.post"];
    // Of a document the patient service tells, and records, whom it is addressed to.
    const documents = reads.filter(({ template }) => /\/(statement|receipt)$/.test(template));
    const done = await Promise.all(
      [here, there].map(({ patient }) =>
        until("the audit store has all that was done with the patient", async () => {
          const actions = await actionsOn(everywhere, patient);
          return actions.length === writes.length + reads.length + documents.length && actions;
        }),
      ),
    );
    assert.deepEqual(await actionsOn(local, here.patient), done[0]);
    assert.deepEqual(await actionsOn(local, there.patient), []);
    const { body: all } = await local.get("/api/audit?limit=200");
    const patients = new Set(all.data.map(({ patientId }: { patientId?: string }) => patientId));
    assert.deepEqual([...patients].filter(Boolean), [here.patient]);
  });

  test("an administrator of facility A gives nobody facility B, and meets none of its people (AZ-3)", async () => {
    const [here, there] = [await newFacility(), await newFacility()];
    const northern = await newUser(system, admin, "admin", [here.facility]);
    const southern = await newUser(system, admin, "front-desk", [there.facility]);
    const person = { email: "more@clinic.example", firstName: "More", lastName: "Reach", roles: ["admin"] };
    for (const facilities of ["all", [there.facility]])
      assert.equal((await northern.post("/api/users/invitations", { ...person, facilities })).status, 403);
    assert.equal((await northern.get(`/api/users/${southern.userId}`)).status, 404);
  });
});
