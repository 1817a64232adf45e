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
import { type Answer, asAdmin, request } from "./caller.ts";
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
});

/** Every event in the log of events, payloads as text. */
async function eventTexts(): Promise<string> {
  const url = new URL(system.infrastructure.superuserUrl);
  url.pathname = "/pms_events";
  const database = openDatabase({ url: url.href, maxConnections: 1, applicationName: "test" });
  try {
    const { rows } = await database.pool.query(
      "SELECT encode(payload, 'escape') AS payload, key, type, attributes::text FROM event_log",
    );
    return JSON.stringify(rows);
  } finally {
    await database.close();
  }
}
