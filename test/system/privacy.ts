/**
 * PRV-1 on the whole system: what is told of a patient is found in no log, event, metric or error
 * body.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { before, suite, test } from "node:test";
import { openDatabase } from "@pms/kit/db/database";
import { until } from "@pms/kit/testing/until";
import { type Answer, asAdmin, type Caller, newUser, request, samplePatient } from "./caller.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";

let system: TestSystem;
/** A patient with something to look for in every field. */
function markedPatient(mark: string) {
  return {
    firstName: `${mark}first`,
    middleName: `${mark}middle`,
    lastName: `${mark}last`,
    dateOfBirth: "1931-11-17",
    deceasedDate: "2019-03-23",
    address: {
      street: `${mark}street`,
      city: `${mark}city`,
      state: `${mark}state`,
      zipCode: `${mark}zip`,
      country: `${mark}country`,
    },
    phoneNumber: `${mark}phone`,
    email: `${mark}@example.com`,
    preferredLanguage: `${mark}-language`,
    contacts: [
      {
        name: `${mark}contact`,
        relationship: `${mark}rel`,
        phoneNumber: `${mark}contactphone`,
        email: `${mark}contact@example.com`,
      },
    ],
    coverages: [{ payer: `${mark}payer`, memberId: `${mark}member`, plan: `${mark}plan` }],
    identifiers: [{ system: `${mark}system`, value: `${mark}value`, issuer: `${mark}issuer` }],
    names: [{ use: "nickname", firstName: `${mark}nick` }],
    phones: [{ number: `1${mark}otherphone` }],
    emails: [{ address: `${mark}2@example.com` }],
    addresses: [{ city: `${mark}othercity` }],
    pronouns: `${mark}pronouns`,
    religion: `${mark}religion`,
    occupation: `${mark}occupation`,
    consents: [{ to: `${mark}consent`, givenOn: "2020-01-02", givenBy: `${mark}giver` }],
  };
}

suite("what is told of a patient", () => {
  before(async () => {
    system = await sharedSystem({ RATE_LIMITS: "off" });
  });

  test("markers planted in every field of a patient appear in no log, event, metric or error (PRV-1)", async () => {
    const admin = await asAdmin(system);
    const mark = `zq${randomUUID().slice(0, 8)}`;
    const marked = markedPatient(mark);
    const refuseMarkers = (text: string, where: string) => {
      for (const planted of [mark, marked.dateOfBirth, marked.deceasedDate])
        assert.ok(!text.includes(planted), `${planted} in ${where}`);
    };
    const answered = (answer: Answer, status: number) => {
      assert.equal(answer.status, status, answer.text);
      return answer;
    };
    const created = answered(await admin.post("/api/patients", marked), 201);
    const { id, billing } = created.body;
    const change = { address: { city: `${mark}city2` } };
    const charge = {
      amount: { amountMinor: 100, currency: "USD" },
      code: "1",
      description: `${mark}description`,
      serviceDate: "2026-01-01",
      confirm: ["after-death"],
    };
    const accepted = [
      created,
      answered(await admin.post("/api/patients/search", { q: `${mark}last` }), 200),
      answered(await admin.call("PATCH", `/api/patients/${id}`, change, { "if-match": '"v1"' }), 200),
      answered(await admin.post(`/api/billing/accounts/${billing.accountId}/charges`, charge), 201),
    ];
    const refused = [
      answered(await admin.post("/api/patients", { ...marked, firstName: 5 }), 400),
      answered(await admin.post("/api/patients", marked), 409),
      answered(await admin.post("/api/patients", `{"firstName": "${mark}first", oops`), 400),
      answered(await admin.get(`/api/patients/${mark}?name=${mark}`), 400),
    ];
    for (const { text, status } of refused) refuseMarkers(text, `an error body of ${status}: ${text}`);
    for (const { admin: port } of Object.values(system.ports)) {
      const { text } = answered(await request(`http://127.0.0.1:${port}`, "GET", "/metrics"), 200);
      assert.match(text, /http_request_duration_seconds/);
      refuseMarkers(text, "a metric");
    }
    const events = await until("the events are published", async () => {
      const text = await eventTexts();
      return (
        [`"PatientCreated"`, `"PatientUpdated"`, `"TransactionPosted"`].every((type) => text.includes(type)) && text
      );
    });
    assert.ok(events.includes(id));
    refuseMarkers(events, "an event");
    const requestIds = [...accepted, ...refused].map(({ headers }) => headers.get("x-request-id") ?? "");
    const log = await until("every request is in the log", async () => {
      const text = await readFile(system.logFile, "utf8");
      return requestIds.every((requestId) => text.includes(requestId)) && text;
    });
    refuseMarkers(log, "a log line");
  });

  test("what is noted, filed and given as a reason is in no log, event, audit or metric; a sensitive note is nowhere for who may not read it", async () => {
    const admin = await asAdmin(system);
    const [desk, auditor] = [
      await newUser(system, admin, "front-desk", "all"),
      await newUser(system, admin, "auditor", "all"),
    ];
    const [open, secret] = [`zo${randomUUID().slice(0, 8)}`, `zs${randomUUID().slice(0, 8)}`];
    const ok = (answer: Answer) => {
      assert.ok(answer.status < 300, answer.text);
      return answer;
    };
    const { id } = ok(await admin.post("/api/patients", { ...samplePatient, lastName: "Noted" })).body;
    const path = `/api/patients/${id}`;
    const writeNote = (text: string, sensitivity: string) =>
      admin.post(`${path}/notes`, { text, sensitivity }).then(ok);
    const note = await writeNote(`${secret} first`, "sensitive");
    await writeNote(`${open} note`, "normal");
    const notePath = `${path}/notes/${note.body.id}`;
    ok(await admin.call("PATCH", notePath, { text: `${secret} second` }, { "if-match": '"v1"' }));
    const withdrawn = await writeNote(`${secret} third`, "sensitive");
    ok(await admin.call("DELETE", `${path}/notes/${withdrawn.body.id}`, undefined, { "if-match": '"v1"' }));
    const file = { "content-type": "text/plain", "content-disposition": `attachment; filename="${open}file.txt"` };
    ok(await admin.call("POST", `${path}/documents`, `${open} content`, file));
    const why = { lastName: "Noted-Again", reason: `${open} reason` };
    const last = ok(await admin.call("PATCH", path, why, { "if-match": '"v1"' }));

    // Whoever may read them finds them, so that what is looked for is there.
    for (const text of ["first", "second", "third"])
      assert.ok((await everythingOf(admin, path, [notePath])).includes(`${secret} ${text}`), text);
    const seen = await everythingOf(desk, path, [notePath]);
    assert.ok(seen.includes(`${open} note`) && seen.includes(`${open} reason`) && seen.includes(`${open} content`));
    assert.ok(!seen.includes(secret) && !seen.includes(note.body.id) && !seen.includes("sensitive"), seen);

    const audit = await until("the audit has the last act", async () => {
      const { text } = await auditor.get(`/api/audit?patientId=${id}&limit=200`);
      return text.includes(last.headers.get("x-request-id") ?? "") && text.includes("sensitive-note-withdraw") && text;
    });
    const metrics = await Promise.all(
      Object.values(system.ports).map(({ admin: port }) => request(`http://127.0.0.1:${port}`, "GET", "/metrics")),
    );
    const log = await until("the last request is in the log", async () => {
      const text = await readFile(system.logFile, "utf8");
      return text.includes(last.headers.get("x-request-id") ?? "") && text;
    });
    const stored = await Promise.all([
      queryText("pms_auth", "SELECT t::text FROM audit_events t"),
      queryText("pms_patient", "SELECT encode(payload, 'escape') FROM outbox"),
      queryText("pms_patient", "SELECT encode(sealed, 'escape') FROM idempotency_keys"),
    ]);
    const told = [log, audit, await eventTexts(), ...stored, ...metrics.map(({ text }) => text)];
    for (const [place, text] of told.entries())
      for (const mark of [open, secret]) assert.ok(!text.includes(mark), `${mark} in ${place}`);
  });
});

/** All that a caller is answered of a patient, in one text. */
async function everythingOf(caller: Caller, path: string, more: readonly string[]): Promise<string> {
  const { body: listed } = await caller.get(`${path}/documents`);
  const contents = listed.data.map((each: { id: string }) => `${path}/documents/${each.id}/content`);
  const reads = [
    ...["", "/history", "/history/1", "/history/2", "/history/1/diff/2", "/access-log", "/documents?status=all"],
    ...["/notes?total=true", "/notes?status=all&total=true&limit=1", "/notes?status=all&total=true&limit=200"],
  ].map((part) => `${path}${part}`);
  const notes = more.flatMap((each) => [each, `${each}/history`]);
  const answers = [
    ...(await Promise.all([...reads, ...contents, ...notes].map((each) => caller.get(each)))),
    await caller.get("/api/patients?limit=200&status=all"),
    await caller.get("/api/patients/duplicates?limit=200"),
    await caller.post("/api/patients/search", { q: "Noted" }),
    await caller.post("/api/patients/match", { ...samplePatient, lastName: "Noted" }),
    await caller.post("/api/patients/identities", { ids: [path.split("/").at(-1)] }),
  ];
  return answers.map(({ text }) => text).join("\n");
}

/** Every event in the log of events, payloads as text. */
async function eventTexts(): Promise<string> {
  return queryText(
    "pms_events",
    "SELECT encode(payload, 'escape') AS payload, key, type, attributes::text FROM event_log",
  );
}

async function queryText(name: string, query: string): Promise<string> {
  const url = new URL(system.infrastructure.superuserUrl);
  url.pathname = `/${name}`;
  const database = openDatabase({ url: url.href, maxConnections: 1, applicationName: "test" });
  try {
    const { rows } = await database.pool.query(query);
    return JSON.stringify(rows);
  } finally {
    await database.close();
  }
}
