/** The specification's flow, through the gateway, on real processes. */
import assert from "node:assert/strict";
import { createHmac, createPublicKey, randomUUID } from "node:crypto";
import { before, suite, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "@pms/kit/db/database";
import { until } from "@pms/kit/testing/until";
import { loadSecrets } from "../../local/src/secrets.ts";
import type { Tables } from "../../services/auth/src/store/tables.ts";
import { signAccessToken } from "../../services/auth/src/tokens/access-token.ts";
import { openKeyRing } from "../../services/auth/src/tokens/key-ring.ts";
import { type Answer, asAdmin, callerWith, logIn, newUser, request, samplePatient } from "./caller.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";

let system: TestSystem;
async function signUp() {
  const email = `person-${randomUUID()}@example.com`;
  const password = `a long pass phrase ${randomUUID()}`;
  const answer = await request(system.url, "POST", "/api/auth/signup", {
    email,
    password,
    firstName: "Pat",
    lastName: "Person",
  });
  assert.equal(answer.status, 201, answer.text);
  return { email, password, user: answer.body };
}

suite("the flow of the specification", () => {
  before(async () => {
    system = await sharedSystem({ RATE_LIMITS: "off" });
  });

  test("sign up, log in, register: 201 with an active billing account, and analytics follow", async () => {
    const { email, password } = await signUp();
    const person = await logIn(system, email, password);
    const created = await person.post("/api/patients", samplePatient);
    assert.equal(created.status, 201, created.text);
    assert.equal(created.body.billing.status, "active");
    assert.match(created.body.mrn, /^\d{9}$/);
    assert.equal(created.headers.get("etag"), '"v1"');
    assert.equal(created.headers.get("location"), `/api/patients/${created.body.id}`);
    const account = await person.get(`/api/billing/patients/${created.body.id}/account`);
    assert.equal(account.status, 200, account.text);
    assert.equal(account.body.id, created.body.billing.accountId);
    const admin = await asAdmin(system);
    await until("analytics count the registration", async () => {
      const report = await admin.get("/api/analytics/reports/registrations");
      return report.body?.rows?.some((row: { count: number }) => row.count > 0);
    });
  });

  test("the headers that the document names of an answer are those that it has", async () => {
    const { body: document } = await request(system.url, "GET", "/openapi.json");
    const admin = await asAdmin(system);
    const named = ({ status }: Answer, path: string, method: string): string[] =>
      Object.keys(document.paths[path][method].responses[status].headers ?? {});
    const sent = ({ headers }: Answer) => ["ETag", "Location"].filter((name) => headers.has(name));
    const registered = await admin.post("/api/patients", samplePatient);
    const path = `/api/patients/${registered.body.id}`;
    const read = await admin.get(path);
    const etag = read.headers.get("etag") ?? "";
    const unchanged = await admin.get(path, { "if-none-match": etag });
    assert.equal(unchanged.status, 304);
    const changed = await admin.call("PATCH", path, { middleName: "Q" }, { "if-match": etag });
    const { email, ...signUp } = { email: `${randomUUID()}@example.com`, firstName: "Pat", lastName: "Person" };
    const credentials = { email, password: `a long pass phrase ${randomUUID()}` };
    const signedUp = await request(system.url, "POST", "/api/auth/signup", { ...signUp, ...credentials });
    const answers: [Answer, string, string][] = [
      [registered, "/api/patients", "post"],
      [read, "/api/patients/{id}", "get"],
      [unchanged, "/api/patients/{id}", "get"],
      [changed, "/api/patients/{id}", "patch"],
      [signedUp, "/api/auth/signup", "post"],
      [await admin.get("/api/patients"), "/api/patients", "get"],
    ];
    for (const [answer, template, method] of answers)
      assert.deepEqual(sent(answer), named(answer, template, method), `${method} ${template}: ${answer.status}`);
  });

  test("the audit of a registration and of its account name one request (AUD-1)", async () => {
    const admin = await asAdmin(system);
    const created = await admin.post("/api/patients", samplePatient);
    const requestId = created.headers.get("x-request-id");
    await until("both are in the audit", async () => {
      const { body } = await admin.get(`/api/audit?patientId=${created.body.id}`);
      const actions = (body.data as { action: string; requestId: string }[])
        .filter((event) => event.requestId === requestId)
        .map(({ action }) => action);
      return actions.includes("patient.create") && actions.includes("billing.open-account");
    });
  });

  test("the sample's trailing comma is 400 and says where", async () => {
    const admin = await asAdmin(system);
    const text = `${JSON.stringify(samplePatient, null, 2).slice(0, -2)},\n}`;
    const answer = await admin.post("/api/patients", text);
    assert.equal(answer.status, 400);
    assert.match(answer.body.detail, /line 12, column \d+/);
  });

  test("sign-up with a role gains nothing (PW-5, AZ-4)", async () => {
    const body = {
      email: `eve-${randomUUID()}@example.com`,
      password: "a very long pass phrase indeed",
      firstName: "E",
      lastName: "V",
      role: "admin",
    };
    assert.equal((await request(system.url, "POST", "/api/auth/signup", body)).status, 400);
    const { user } = await signUp();
    assert.deepEqual(user.roles, ["patient"]);
  });

  test("log out: the same token is 401 on the very next request, and within 1 s at every service's own port (TOK-3)", async () => {
    const admin = await asAdmin(system);
    const clerk = await newUser(system, admin, "front-desk", "all");
    const doors: Record<string, string> = {
      auth: "/api/auth/me",
      patient: "/api/patients",
      billing: "/api/billing/accounts",
      analytics: "/api/analytics/reports",
    };
    const statusAt = async (port: number, path: string) =>
      (await request(`http://127.0.0.1:${port}`, "GET", path, undefined, { authorization: `Bearer ${clerk.token}` }))
        .status;
    for (const [name, path] of Object.entries(doors))
      assert.notEqual(await statusAt(system.ports[name as "auth"].http, path), 401, name);
    assert.equal((await clerk.post("/api/auth/logout")).status, 204);
    assert.equal((await clerk.get("/api/patients")).status, 401);
    await sleep(1_000);
    for (const [name, path] of Object.entries(doors))
      assert.equal(await statusAt(system.ports[name as "auth"].http, path), 401, name);
  });

  test("tampered, expired, unsigned and key-confused tokens are 401 at the gateway and at every service (TOK-1, TOK-2)", async (t) => {
    const { token } = await asAdmin(system);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const { body: jwks } = await request(system.url, "GET", "/.well-known/jwks.json");
    const publicPem = createPublicKey({ key: jwks.keys[0], format: "jwk" }).export({ type: "spki", format: "pem" });
    const hmacHead = `${part({ alg: "HS256", typ: "at+jwt", kid: jwks.keys[0].kid })}.${payload}`;
    const forged = {
      tampered: `${header}.${part({ ...claims, roles: ["admin", "biller"] })}.${signature}`,
      expired: await tokenOfTheSystem(t, claims, Date.now() - 3_600_000),
      unsigned: `${part({ alg: "none", typ: "at+jwt" })}.${payload}.`,
      confused: `${hmacHead}.${createHmac("sha256", publicPem).update(hmacHead).digest("base64url")}`,
      truncated: token.slice(0, -4),
    };
    const { gateway, auth, patient, billing, analytics } = system.ports;
    const doors = [
      [gateway, "/api/patients"],
      [auth, "/api/auth/me"],
      [patient, "/api/patients"],
      [billing, "/api/billing/accounts"],
      [analytics, "/api/analytics/reports"],
    ] as const;
    const tries = Object.entries({ ...forged, good: await tokenOfTheSystem(t, claims, Date.now()) });
    for (const [name, tried] of tries) {
      for (const [{ http }, path] of doors) {
        const answer = await callerWith(`http://127.0.0.1:${http}`, tried).get(path);
        assert.equal(answer.status, name === "good" ? 200 : 401, `${name} at ${http}${path}`);
      }
    }
  });

  /** A token as auth itself would have signed it at that time, with the system's own key. */
  async function tokenOfTheSystem(t: TestContext, claims: Record<string, string>, atMs: number): Promise<string> {
    const { keySecret } = await loadSecrets(system.dataDirectory);
    const url = new URL(system.infrastructure.superuserUrl);
    url.pathname = "/pms_auth";
    const database = openDatabase<Tables>({ url: url.href, maxConnections: 1, applicationName: "test" });
    const keyRing = await openKeyRing(database.db, keySecret).finally(() => database.close());
    const signer = keyRing.signer();
    const { iss: issuer = "", aud: audience = "", sub: id = "", sid: sessionId = "" } = claims;
    t.mock.timers.enable({ apis: ["Date"], now: atMs });
    try {
      const tokens = { keyRing: { ...keyRing, signer: () => signer }, issuer, audience };
      return await signAccessToken(tokens, { id, sessionId, roles: ["admin"], facilities: "all" });
    } finally {
      t.mock.timers.reset();
    }
  }

  test("two writers with one ETag: one wins, one is 412 (REL-5)", async () => {
    const admin = await asAdmin(system);
    const { body: patient } = await admin.post("/api/patients", samplePatient);
    const write = (city: string) =>
      admin.call(
        "PATCH",
        `/api/patients/${patient.id}`,
        { address: { city } },
        { "if-match": '"v1"', "content-type": "application/merge-patch+json" },
      );
    const answers = await Promise.all([write("Lynn"), write("Salem")]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
    const { body: now } = await admin.get(`/api/patients/${patient.id}`);
    assert.equal(now.version, 2);
    assert.equal((await admin.call("PATCH", `/api/patients/${patient.id}`, { lastName: "Roe" })).status, 428);
  });

  test("the same Idempotency-Key fifty times at once has one effect; another body is 422 (REL-4)", async () => {
    const admin = await asAdmin(system);
    const { body: patient } = await admin.post("/api/patients", samplePatient);
    const key = { "idempotency-key": randomUUID() };
    const path = `/api/billing/accounts/${patient.billing.accountId}/payments`;
    const payment = { amount: { amountMinor: 4_000, currency: "USD" }, method: "cash" };
    const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(path, payment, key)));
    for (const { status, text } of answers) assert.ok([201, 409].includes(status), `${status} ${text}`);
    assert.equal(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size, 1);
    const replay = await admin.post(path, payment, key);
    assert.equal(replay.status, 201);
    assert.equal(replay.headers.get("idempotency-replayed"), "true");
    assert.equal((await admin.post(path, { ...payment, method: "card" }, key)).status, 422);
    const { body: account } = await admin.get(`/api/billing/accounts/${patient.billing.accountId}`);
    assert.equal(account.balance.amountMinor, -4_000);

    const createKey = { "idempotency-key": randomUUID() };
    const marked = { ...samplePatient, lastName: `Once-${randomUUID().slice(0, 8)}` };
    const created = await Promise.all(Array.from({ length: 50 }, () => admin.post("/api/patients", marked, createKey)));
    for (const { status, text } of created) assert.ok([201, 409].includes(status), `${status} ${text}`);
    const found = await admin.post("/api/patients/search", { name: marked.lastName });
    assert.equal(found.body.data.length, 1);
  });

  test("a patient with a balance cannot be deactivated; settled, the account closes with the record and opens with it again", async () => {
    const admin = await asAdmin(system);
    const { body: patient } = await admin.post("/api/patients", samplePatient);
    const path = `/api/patients/${patient.id}`;
    const account = `/api/billing/accounts/${patient.billing.accountId}`;
    const amount = { amountMinor: 7_749, currency: "USD" };
    const charge = { amount, code: "99213", description: "Office visit", serviceDate: "2026-01-05" };
    assert.equal((await admin.post(`${account}/charges`, charge)).status, 201);
    assert.equal((await admin.call("DELETE", path, undefined, { "if-match": '"v1"' })).status, 409);
    assert.equal((await admin.post(`${account}/payments`, { amount, method: "card" })).status, 201);
    const gone = await admin.call("DELETE", path, undefined, { "if-match": '"v1"' });
    assert.equal(gone.status, 200, gone.text);
    assert.equal((await admin.get(account)).body.status, "closed");
    assert.equal((await admin.post(`${account}/charges`, charge)).status, 409);
    const back = await admin.post(`${path}/restore`, undefined, { "if-match": gone.headers.get("etag") ?? "" });
    assert.equal(back.status, 200, back.text);
    assert.equal((await admin.get(account)).body.status, "active");
    const { body: history } = await admin.get(`${path}/history`);
    assert.deepEqual(
      history.data.map(({ change }: { change: string }) => change),
      ["restored", "deactivated", "created"],
    );
  });

  test("every answer of the gateway has its id and its headers (PRV-2)", async () => {
    const admin = await asAdmin(system);
    const answer = await admin.get("/api/patients");
    assert.ok(answer.headers.get("x-request-id"));
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  });
});
