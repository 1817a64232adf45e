/** What every operation answers, beside what the merged OpenAPI document says of it. */
import assert from "node:assert/strict";
import { hash, randomBytes, randomUUID, randomUUIDv7 } from "node:crypto";
import { before, suite, test } from "node:test";
import { currencyPattern, datePattern, partOfDatePattern, patternWords } from "@pms/contracts/text/patterns";
import { until } from "@pms/kit/testing/until";
import { type Answer, asAdmin, type Caller, logIn, newUser, request, samplePatient } from "./caller.ts";
import { type Document, type Judge, judgeBy } from "./described-answers.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";

/** One path of each service. */
const described = ["/api/auth/me", "/api/patients", "/api/billing/accounts", "/api/analytics/reports"];

let system: TestSystem;
let document: Document;
let judge: Judge;
let admin: Caller;
const bodyOf = (operation: Document) => operation.requestBody?.content["application/json"]?.schema;
const named = (operation: string): [string, string, Document] => {
  const [method = "", path = ""] = operation.split(" ");
  return [method, path, document.paths[path][method.toLowerCase()]];
};
/** With the id of nothing in every place of the path. */
const nowhere = (path: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    /^(version|other)$/.test(name) ? "1" : name === "name" ? "charges" : randomUUIDv7(),
  );

/** Operations that have answered a success. */
const seen = new Set<string>();
/** What is not available just now, on a busy machine, is asked again. */
async function take(operation: string, ask: () => Promise<Answer>, status: number): Promise<Answer> {
  const answer = await until(`an answer to ${operation}`, async () => {
    const given = await ask();
    judge.check(operation, given);
    return given.status !== 503 && given;
  });
  assert.equal(answer.status, status, `${operation}: ${answer.text}`);
  seen.add(operation);
  return answer;
}
const get = (operation: string, path: string, status = 200, headers = {}) =>
  take(`GET ${operation}`, () => admin.get(path, headers), status);
const post = (operation: string, path: string, body: unknown, status = 201) =>
  take(`POST ${operation}`, () => admin.post(path, body), status);
const write = (operation: string, path: string, body: unknown, etag: string | null) =>
  take(operation, () => admin.call(operation.split(" ")[0] ?? "", path, body, { "if-match": etag ?? "" }), 200);

suite("answers as they are described", () => {
  before(async () => {
    system = await sharedSystem({ RATE_LIMITS: "off" });
    document = await until("every service is described", async () => {
      const { body } = await request(system.url, "GET", "/openapi.json");
      return described.every((path) => path in body.paths) && body;
    });
    judge = judgeBy(document);
    admin = await asAdmin(system);
  });

  test("the operations of one's own account answer as they are described, and nothing beside", async () => {
    await get("/.well-known/jwks.json", "/.well-known/jwks.json");
    const person = { email: `${randomUUID()}@example.com`, password: `a long pass phrase ${randomUUID()}` };
    const names = { firstName: "Pat", lastName: "Person" };
    await post("/api/auth/signup", "/api/auth/signup", { ...person, ...names });
    const signedIn = await take(
      "POST /api/auth/login",
      () => request(system.url, "POST", "/api/auth/login", person),
      200,
    );
    const { refreshToken } = signedIn.body;
    await take("POST /api/auth/refresh", () => request(system.url, "POST", "/api/auth/refresh", { refreshToken }), 200);
    for (const path of ["/api/auth/me", "/api/auth/me/preferences", "/api/auth/sessions"]) await get(path, path);
    const preferences = { theme: "dark", density: "compact", locale: "en-US", singleKeyShortcuts: true };
    await take("PUT /api/auth/me/preferences", () => admin.call("PUT", "/api/auth/me/preferences", preferences), 200);
    const own = await logIn(system, person.email, person.password);
    const change = { currentPassword: person.password, newPassword: `another pass phrase ${randomUUID()}` };
    await take("POST /api/auth/password", () => own.post("/api/auth/password", change), 204);
    await take("DELETE /api/auth/sessions", () => own.call("DELETE", "/api/auth/sessions"), 204);
    const { data } = (await own.get("/api/auth/sessions")).body;
    const other = await logIn(system, person.email, change.newPassword);
    await take("POST /api/auth/logout", () => other.post("/api/auth/logout"), 204);
    await take("DELETE /api/auth/sessions/{id}", () => own.call("DELETE", `/api/auth/sessions/${data[0].id}`), 204);
  });

  test("the operations of users and facilities answer as they are described, and nothing beside", async () => {
    const names = { firstName: "Pat", lastName: "Person" };
    const facility = await post("/api/facilities", "/api/facilities", { name: "North", timeZone: "America/New_York" });
    const facilityPath = `/api/facilities/${facility.body.id}`;
    await get("/api/facilities", "/api/facilities?total=true");
    await get("/api/facilities/{id}", facilityPath, 304, { "if-none-match": facility.headers.get("etag") });
    await get("/api/facilities/{id}", facilityPath);
    await write("PATCH /api/facilities/{id}", facilityPath, { name: "South" }, facility.headers.get("etag"));
    const invitation = (roles: string[]) => ({
      email: `${randomUUID()}@example.com`,
      ...names,
      roles,
      facilities: "all",
    });
    const invited = await post("/api/users/invitations", "/api/users/invitations", invitation(["biller"]));
    await post("/api/users", "/api/users", { ...invitation(["clinician"]), facilities: [facility.body.id] });
    const accepted = { token: invited.body.token, password: `a long pass phrase ${randomUUID()}` };
    await post("/api/auth/invitations/accept", "/api/auth/invitations/accept", accepted, 200);
    await get("/api/users", "/api/users?total=true&limit=1");
    const user = await get("/api/users/{id}", `/api/users/${invited.body.user.id}`);
    await get("/api/users/{id}", `/api/users/${user.body.id}`, 304, { "if-none-match": user.headers.get("etag") });
    await write("PATCH /api/users/{id}", `/api/users/${user.body.id}`, { lastName: "X" }, user.headers.get("etag"));
    const end = (operation: string, path: string) => take(`DELETE ${operation}`, () => admin.call("DELETE", path), 200);
    await end("/api/users/{id}/sessions", `/api/users/${user.body.id}/sessions`);
    await end("/api/users/sessions", "/api/users/sessions?confirm=everyone");
  });

  test("the operations of duplicates answer as they are described, and nothing beside", async () => {
    const person = { ...samplePatient, lastName: "Zwingli-Described", firstName: "Adelheid" };
    await post("/api/patients", "/api/patients", person);
    await post("/api/patients", "/api/patients", person);
    const { firstName, lastName, dateOfBirth, address } = person;
    const [first] = await until("the first is compared", async () => {
      const { candidates } = (
        await post("/api/patients/match", "/api/patients/match", { firstName, lastName, dateOfBirth, address }, 200)
      ).body;
      return candidates.length > 1 && candidates;
    });
    const { id } = await until("the pair is found", async () => {
      const url = `/api/patients/duplicates?patientId=${first.patient.id}&total=true`;
      return (await get("/api/patients/duplicates", url)).body.data[0];
    });
    const path = (verb: string) => ["/api/patients/duplicates", id, verb].join("/");
    const decide = (verb: string, body?: object) =>
      post(`/api/patients/duplicates/{id}/${verb}`, path(verb), body, 200);
    await decide("assign", { userId: randomUUID() });
    await decide("dismiss", { reason: "twin", note: "n" });
    await decide("reopen");
    const scan = await post("/api/patients/duplicates/scan", "/api/patients/duplicates/scan", undefined, 202);
    await get("/api/patients/duplicates/scans/{id}", `/api/patients/duplicates/scans/${scan.body.id}`);
  });

  test("the operations of merges answer as they are described, and nothing beside", async () => {
    const [survivor, merged] = [
      await post("/api/patients", "/api/patients", samplePatient),
      await post("/api/patients", "/api/patients", { ...samplePatient, sex: "male" }),
    ];
    const path = `/api/patients/${survivor.body.id}/merge`;
    const merge = (body: object, status: number) =>
      take("POST /api/patients/{id}/merge", () => admin.call("POST", path, body, { "if-match": '"v1"' }), status);
    const request = { mergedId: merged.body.id, reason: "one person" };
    await merge({ ...request, dryRun: true }, 200);
    const { body } = await merge(request, 202);
    const done = (status: string) =>
      until(`the merge is ${status}`, async () => {
        const answer = await get("/api/patients/merges/{id}", `/api/patients/merges/${body.id}`);
        return answer.body.status === status;
      });
    await done("done");
    await get("/api/patients/{id}", `/api/patients/${merged.body.id}`);
    await get("/api/patients/{id}/history", `/api/patients/${merged.body.id}/history`);
    await get("/api/billing/patients/{patientId}/account", `/api/billing/patients/${merged.body.id}/account`);
    await get("/api/patients/merges", `/api/patients/merges?patientId=${merged.body.id}`);
    const undo = `/api/patients/merges/${body.id}/undo`;
    await post("/api/patients/merges/{id}/undo", undo, { dryRun: true }, 200);
    await post("/api/patients/merges/{id}/undo", undo, { reason: "two persons" }, 202);
    await done("undone");
  });

  test("the operations of notes, documents and versions answer as they are described, and nothing beside", async () => {
    const { body: patient } = await post("/api/patients", "/api/patients", samplePatient);
    const path = `/api/patients/${patient.id}`;
    const one = (answer: Answer) => ({ "if-none-match": answer.headers.get("etag") });
    const note = await post("/api/patients/{id}/notes", `${path}/notes`, { text: "n", sensitivity: "sensitive" });
    const notePath = `${path}/notes/${note.body.id}`;
    await get("/api/patients/{id}/notes", `${path}/notes?total=true`);
    await get("/api/patients/{id}/notes/{noteId}", notePath, 304, one(note));
    await get("/api/patients/{id}/notes/{noteId}", notePath);
    const changed = await write("PATCH /api/patients/{id}/notes/{noteId}", notePath, { text: "m" }, '"v1"');
    await write("DELETE /api/patients/{id}/notes/{noteId}", notePath, undefined, changed.headers.get("etag"));
    await get("/api/patients/{id}/notes/{noteId}/history", `${notePath}/history?total=true`);

    const headers = {
      ...{ authorization: `Bearer ${admin.token}`, "content-type": "image/png" },
      "content-disposition": "attachment; filename*=UTF-8''%C3%91.png",
    };
    const png = Buffer.from("89504e470d0a1a0a0000000d4948445200000001", "hex");
    const upload = (kind: string, body: Buffer, status: number) =>
      take(
        "POST /api/patients/{id}/documents",
        async () => {
          const url = new URL(`${path}/documents?kind=${kind}`, system.url);
          const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
          const text = await answer.text();
          return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) };
        },
        status,
      );
    const document = await upload("photo", png, 201);
    // Longer than what is collected before it is passed on, and longer than what is taken.
    const long = Buffer.concat([Buffer.from("%PDF-1.4\n"), randomBytes(3_000_000)]);
    const { body: longer } = await upload("document", long, 201);
    assert.deepEqual([longer.sizeBytes, longer.sha256], [long.byteLength, hash("sha256", long)]);
    const { body: refused } = await upload("document", Buffer.alloc(6_000_000, long), 413);
    assert.match(refused.detail, /5120 KiB/, "who sends too much is told how much is taken");
    assert.equal(document.body.name, "Ñ.png");
    const documentPath = `${path}/documents/${document.body.id}`;
    await get("/api/patients/{id}/documents", `${path}/documents?total=true&kind=photo`);
    await get("/api/patients/{id}/documents/{documentId}", documentPath, 304, one(document));
    await get("/api/patients/{id}/documents/{documentId}", documentPath);
    const content = "/api/patients/{id}/documents/{documentId}/content";
    await get(content, `${documentPath}/content`, 304, one(document));
    await get(content, `${documentPath}/content`);
    await write("DELETE /api/patients/{id}/documents/{documentId}", documentPath, undefined, '"v1"');

    await get("/api/patients/reason-fields", "/api/patients/reason-fields");
    const renamed = { lastName: "Other", reason: "married" };
    await write("PATCH /api/patients/{id}", path, renamed, '"v1"');
    await get("/api/patients/{id}", `${path}?asOf=${patient.createdAt}`);
    await get("/api/patients/{id}/history/{version}/diff/{other}", `${path}/history/1/diff/2`);
    const restore = "/api/patients/{id}/history/{version}/restore";
    const restored = () => admin.call("POST", `${path}/history/1/restore`, { reason: "no" }, { "if-match": '"v2"' });
    await take(`POST ${restore}`, restored, 200);
    await get("/api/patients/{id}/history", `${path}/history`);
  });

  test("the operations of patients and their accounts answer as they are described, and nothing beside", async () => {
    const everything = {
      ...{ ...samplePatient, middleName: "Q", sex: "female", preferredLanguage: "es", dateOfBirthEstimated: true },
      contacts: [{ name: "Jo Doe", relationship: "sister", phoneNumber: "555 1234567", email: "jo@example.com" }],
      coverages: [{ payer: "Acme", memberId: "7", plan: "Gold", rank: 1 }],
      identifiers: [{ system: "legacy", value: randomUUID() }],
    };
    const patient = await post("/api/patients", "/api/patients", everything);
    const patientPath = `/api/patients/${patient.body.id}`;
    await get("/api/patients/{id}", patientPath, 304, { "if-none-match": patient.headers.get("etag") });
    const read = await get("/api/patients/{id}", patientPath);
    const changed = await write("PATCH /api/patients/{id}", patientPath, { sex: null }, read.headers.get("etag"));
    const replaced = await write("PUT /api/patients/{id}", patientPath, everything, changed.headers.get("etag"));
    await write("DELETE /api/patients/{id}", patientPath, undefined, replaced.headers.get("etag"));
    await post("/api/patients/{id}/restore", `${patientPath}/restore`, undefined, 200);
    await get("/api/patients", "/api/patients?total=true&status=all&sort=-createdAt&limit=200");
    await post("/api/patients/search", "/api/patients/search", { name: "John Doe" }, 200);
    await post("/api/patients/batches", "/api/patients/batches", { patients: [samplePatient, { sex: 1 }] }, 200);
    await post("/api/patients/reconciliation", "/api/patients/reconciliation", undefined, 200);
    const whose = { ids: [patient.body.id] };
    await post("/api/patients/identities", "/api/patients/identities", whose, 200);
    await until("what was done with the record is in the audit", async () => {
      const { status } = await admin.get(`${patientPath}/access-log`);
      return status === 200;
    });
    await get("/api/patients/{id}/access-log", `${patientPath}/access-log`);
    await get("/api/patients/{id}/history", `${patientPath}/history?total=true`);
    await get("/api/patients/{id}/history/{version}", `${patientPath}/history/2`);

    const account = await get(
      "/api/billing/patients/{patientId}/account",
      `/api/billing/patients/${patient.body.id}/account`,
    );
    const accountPath = `/api/billing/accounts/${account.body.id}`;
    const etag = { "if-none-match": account.headers.get("etag") };
    await get(
      "/api/billing/patients/{patientId}/account",
      `/api/billing/patients/${patient.body.id}/account`,
      304,
      etag,
    );
    await get("/api/billing/accounts/{id}", accountPath, 304, etag);
    const amount = { amountMinor: 1_000, currency: "USD" };
    const today = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const bodies = {
      charges: {
        amount: { ...amount, amountMinor: 5_000 },
        code: "99213",
        description: "Visit",
        serviceDate: today,
        units: 2,
      },
      payments: {
        amount: { ...amount, amountMinor: 9_000 },
        method: "cash",
        receivedOn: today,
        reference: "r",
        purpose: "copay",
      },
      adjustments: { amount, direction: "credit", reasonCode: "write-off", note: "n", effectiveOn: today },
      refunds: { amount, method: "card", reasonCode: "overpaid", note: "n" },
      transfers: { amount, direction: "to-payer", note: "n" },
    };
    for (const [kind, body] of Object.entries(bodies))
      await post(`/api/billing/accounts/{id}/${kind}`, `${accountPath}/${kind}`, body);
    const { data: posted } = (
      await get("/api/billing/accounts/{id}/transactions", `${accountPath}/transactions?total=true`)
    ).body;
    const chargeId = posted.find(({ type }: { type: string }) => type === "charge").id;
    await get("/api/billing/takings", "/api/billing/takings");
    await get("/api/billing/takings", `/api/billing/takings?date=${today}&cashier=me`);
    const reversal = "/api/billing/transactions/{id}/reversal";
    await post(reversal, `/api/billing/transactions/${chargeId}/reversal`, { reason: "wrong" });
    const correction = "/api/billing/transactions/{id}/correction";
    const adjustmentId = posted.find(({ type }: { type: string }) => type === "adjustment").id;
    const corrected = { reason: "wrong", adjustment: bodies.adjustments };
    await post(correction, `/api/billing/transactions/${adjustmentId}/correction`, corrected);
    for (const { id } of posted) await get("/api/billing/transactions/{id}", `/api/billing/transactions/${id}`);
    const paymentId = posted.find(({ type }: { type: string }) => type === "payment").id;
    for (const format of ["json", "pdf"]) {
      const period = `from=${today}&asOf=${today}`;
      await get("/api/billing/accounts/{id}/statement", `${accountPath}/statement?${period}&format=${format}`);
      const receipt = `/api/billing/transactions/${paymentId}/receipt?format=${format}&language=es`;
      await get("/api/billing/transactions/{id}/receipt", receipt);
    }
    await get("/api/billing/accounts/{id}", `${accountPath}?asOf=${today}`);
    await get("/api/billing/accounts/{id}", accountPath);
    await get("/api/billing/accounts", "/api/billing/accounts?total=true&status=active");
    await get("/api/billing/chart", "/api/billing/chart");
    const price = { ...bodies.charges, category: "Visits", effectiveFrom: today };
    const { serviceDate: _, units: _units, ...listed } = price;
    await post("/api/billing/prices", "/api/billing/prices", listed);
    const csv = `code,description,category,price,effectiveFrom\nX1,Advice,Visits,12.00,${today}`;
    await post("/api/billing/prices/imports", "/api/billing/prices/imports", { csv }, 200);
    await get("/api/billing/prices", "/api/billing/prices?limit=1");
    await get("/api/billing/prices/changes", "/api/billing/prices/changes?code=99213");
    await get("/api/billing/prices/quote", `/api/billing/prices/quote?code=99213&serviceDate=${today}`);
    await get("/api/billing/trial-balance", "/api/billing/trial-balance");
    await get("/api/billing/trial-balance", `/api/billing/trial-balance?asOf=${new Date().toISOString()}&currency=EUR`);
    await get("/api/billing/aging", "/api/billing/aging?bucketDays=7");
    await get("/api/billing/aging/accounts", "/api/billing/aging/accounts?limit=1");
    await get("/api/billing/integrity", "/api/billing/integrity");
    await get("/api/billing/export", "/api/billing/export?format=ledger");
    const row = { type: "charge", externalId: "1", patientId: patient.body.id, ...bodies.charges };
    await post(
      "/api/billing/batches",
      "/api/billing/batches",
      { source: "s", transactions: [row, { type: "x" }] },
      200,
    );
  });

  test("the operations of figures and audit answer as they are described, and every operation has been asked", async () => {
    const reports = await get("/api/analytics/reports", "/api/analytics/reports");
    for (const { name, groupBy } of reports.body.reports)
      for (const query of ["?format=json", "?format=csv", "?format=svg", "?format=vega-lite", ...groupBy.map(grouped)])
        await get("/api/analytics/reports/{name}", `/api/analytics/reports/${name}${query}`);
    await get(
      "/api/analytics/reports/{name}",
      "/api/analytics/reports/charges?compare=previous-period&granularity=day",
    );
    for (const period of ["30-days", "week", "month", "quarter", "year"])
      await get("/api/analytics/insights", `/api/analytics/insights?period=${period}`);
    await post("/api/analytics/rebuild", "/api/analytics/rebuild", undefined, 202);
    await get("/api/audit", "/api/audit?total=true&limit=200");
    const sittings = await get("/api/audit/sittings", "/api/audit/sittings?limit=200&from=2026-01-01T00:00:00Z");
    const { id } = sittings.body.data[0];
    await get("/api/audit/sittings/{id}/events", `/api/audit/sittings/${id}/events?from=2026-01-01T00:00:00Z`);
    await get("/api/audit/actors", "/api/audit/actors");
    await get("/api/auth/staff", "/api/auth/staff?limit=5");
    assert.deepEqual(
      judge.operations.filter((operation) => !seen.has(operation)),
      [],
    );
    assert.deepEqual(
      judge.operations.filter((operation) => !seen.has(operation)),
      [],
    );
  });
  const grouped = (by: string) => `?groupBy=${by}`;

  test("every operation lists, by its status, each refusal that it gives", async () => {
    const stranger = await newUser(system, admin, "auditor", "all");
    for (const operation of judge.operations) {
      const [method, path, described] = named(operation);
      const isOpen = described.security.length === 0;
      const ask = async (headers: Record<string, string>, body?: string, at = nowhere(path)) =>
        judge.check(operation, await request(system.url, method, at, body, headers));
      const authorization = { authorization: `Bearer ${admin.token}` };
      if (!isOpen) {
        await ask({});
        await ask({ authorization: `Bearer ${stranger.token}` });
        await ask({ ...authorization, "x-user-id": "1" });
      }
      const needed = { ...authorization, "if-match": '"v1"', "idempotency-key": randomUUID() };
      if (path.includes("{")) await ask(needed, bodyOf(described) && "{}", path.replaceAll(/\{\w+\}/g, "!"));
      // Not of what any caller may do at any time, and does something.
      if (method === "GET") await ask(authorization, undefined, `${nowhere(path)}?nothing=1`);
      if (!bodyOf(described)) continue;
      await ask(needed, "{");
      await ask(needed, "[1]");
      await ask({ ...needed, "content-type": "text/xml" }, "<a/>");
      await ask(needed, `"${"x".repeat(2_200_000)}"`);
      await ask(authorization, JSON.stringify(bodyOf(described).examples?.[0] ?? {}));
    }
  });

  test("messages are words: whatever is wrong, no regular expression is shown", async () => {
    for (const operation of judge.operations) {
      const [method, path, described] = named(operation);
      const schema = bodyOf(described);
      if (schema?.type !== "object") continue;
      for (const value of ["", " ", "%", 1.5, -1, null, [], ["%"], {}, { currency: "%" }]) {
        const body = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, value]));
        const headers = { "if-match": '"v1"' };
        const answer = await admin.call(method, nowhere(path), body, headers);
        assert.ok(answer.status < 500, `${operation}: ${answer.status}`);
        assert.doesNotMatch(answer.text, /must match|\\\\[spdDwW]|\(\?|\[\^|anyOf|schema/, operation);
      }
    }
    for (const pattern of patternsIn(document)) assert.ok(patternWords[pattern], `no words for ${pattern}`);
  });

  test("every text, list and object that a request may hold has a limit that the document tells (REL-8)", () => {
    const found: string[] = [];
    for (const operation of judge.operations) {
      const [, , described] = named(operation);
      const inputs = [bodyOf(described), ...(described.parameters ?? []).filter(isNoHeader).map(schemaOf)];
      for (const input of inputs) found.push(...unlimitedIn(input, operation));
    }
    assert.deepEqual(found, []);
  });
});

/** The gateway takes 16 KiB of headers, all together. */
const isNoHeader = (parameter: Document) => parameter.in !== "header";
const schemaOf = ({ schema }: Document) => schema;
const limitedPatterns = [currencyPattern, datePattern, partOfDatePattern];
const limitedFormats = ["uuid", "date", "date-time"];

function unlimitedIn(schema: Document, where: string): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const isLimited =
    [schema.maxLength, schema.enum, schema.const].some((limit) => limit !== undefined) ||
    limitedFormats.includes(schema.format) ||
    limitedPatterns.includes(schema.pattern);
  const own = [
    ...(schema.type === "string" && !isLimited ? [`${where}: a text`] : []),
    ...(schema.type === "array" && schema.maxItems === undefined ? [`${where}: a list`] : []),
    ...(schema.type === "object" && schema.additionalProperties !== false ? [`${where}: an open object`] : []),
  ];
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, of]) => unlimitedIn(of, `${where}/${name}`));
  const others = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])];
  return [...own, ...inner, ...others.flatMap((of) => unlimitedIn(of, where))];
}

function patternsIn(value: Document): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = typeof value.pattern === "string" ? [value.pattern] : [];
  return [...own, ...Object.values(value).flatMap(patternsIn)];
}
