import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { createRevocations } from "@pms/kit/trust/revocations";
import { startGateway, startUpstream, type TestGateway, type TestUpstream } from "./gateway-under-test.ts";

let gateway: TestGateway;
let upstream: TestUpstream;
let reached: string[] = [];
let logOutStatus = 204;

before(async () => {
  upstream = await startUpstream((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    if (request.url === "/api/auth/logout") response.writeHead(logOutStatus).end();
    else response.end("{}");
  });
  const { url } = upstream;
  gateway = await startGateway({
    config: { AUTH_URLS: url, PATIENT_URLS: url, BILLING_URLS: url, ANALYTICS_URLS: url },
  });
});
after(async () => {
  await gateway.stop();
  await upstream.stop();
});

async function call(path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  reached = [];
  const answer = await fetch(gateway.url + path, { method, headers });
  await answer.arrayBuffer();
  return answer.status;
}

const doors = [
  "/api/auth/me",
  "/api/users",
  "/api/facilities",
  "/api/audit",
  "/api/patients",
  "/api/billing/accounts",
  "/api/analytics/reports",
];

test("no token, a foreign token or a changed one: 401 on every service's routes, and nothing is forwarded (TOK-1, TOK-2)", async () => {
  const foreign = await (await createTestTrust()).as({});
  const own = (await gateway.trust.as({})).authorization;
  const changed = { authorization: `${own.slice(0, -4)}${own.endsWith("AAAA") ? "BBBB" : "AAAA"}` };
  for (const path of doors) {
    for (const headers of [{}, foreign, changed, { authorization: "Basic YTpi" }, { authorization: "Bearer" }]) {
      assert.equal(await call(path, headers), 401, path);
      assert.deepEqual(reached, []);
    }
  }
});

test("a refusal says how to sign in", async () => {
  const answer = await fetch(`${gateway.url}/api/patients`);
  assert.equal(answer.headers.get("www-authenticate"), "Bearer");
  const { type, status } = (await answer.json()) as Record<string, unknown>;
  assert.deepEqual([type, status], ["/problems/unauthenticated", 401]);
});

test("public routes need no token", async () => {
  for (const path of ["/api/auth/login", "/api/auth/signup", "/api/auth/refresh", "/api/auth/invitations/accept"])
    assert.equal(await call(path, {}, "POST"), 200, path);
  assert.equal(await call("/.well-known/jwks.json", {}), 200);
});

test("a person's token opens every service; a service's own token opens none from outside", async () => {
  const person = await gateway.trust.as({ roles: ["patient"] });
  const service = await gateway.trust.as({ roles: ["service"] });
  for (const path of doors) {
    assert.equal(await call(path, person), 200, path);
    assert.equal(await call(path, service), 403, path);
    assert.deepEqual(reached, []);
  }
});

test("after log-out answers the very next request with the token is 401 (TOK-3)", async () => {
  const session = await gateway.trust.as({ sessionId: randomUUID() });
  assert.equal(await call("/api/patients", session), 200);
  assert.equal(await call("/api/auth/logout", session, "POST"), 204);
  assert.equal(await call("/api/patients", session), 401);
  assert.deepEqual(reached, []);
  assert.equal(await call("/api/auth/logout", session, "POST"), 401);
});

test("a log-out that auth refused kills nothing", async () => {
  const session = await gateway.trust.as({ sessionId: randomUUID() });
  logOutStatus = 503;
  assert.equal(await call("/api/auth/logout", session, "POST"), 503);
  logOutStatus = 204;
  assert.equal(await call("/api/patients", session), 200);
});

test("a session revoked elsewhere is 401 although its token was seen before (TOK-2)", async () => {
  const sessionId = randomUUID();
  const session = await gateway.trust.as({ sessionId });
  assert.equal(await call("/api/patients", session), 200);
  gateway.trust.verifier.revocations.add(sessionId, Date.now() / 1000 + 300);
  assert.equal(await call("/api/patients", session), 401);
});

test("when log-outs are unknown for more than 3 s patient data is 503; the rest works (TOK-3)", async () => {
  let nowMs = Date.now();
  const revocations = createRevocations(() => nowMs);
  revocations.heard();
  const { verifier, ...signing } = await createTestTrust();
  // The verifier's own revocations, replaced by ones whose clock the test holds.
  const trust = { ...signing, verifier: { ...verifier, revocations } };
  const { url } = upstream;
  const silent = await startGateway({
    trust,
    config: { AUTH_URLS: url, PATIENT_URLS: url, BILLING_URLS: url, ANALYTICS_URLS: url },
  });
  const headers = await trust.as({});
  const status = async (path: string) => (await fetch(silent.url + path, { headers })).status;
  nowMs += 2_900;
  assert.equal(await status("/api/patients"), 200);
  nowMs += 200;
  for (const path of ["/api/patients", "/api/billing/accounts", "/api/audit"])
    assert.equal(await status(path), 503, path);
  for (const path of ["/api/auth/me", "/api/analytics/reports"]) assert.equal(await status(path), 200, path);
  const refused = await fetch(`${silent.url}/api/patients`, { headers });
  assert.equal(refused.headers.get("retry-after"), "1");
  revocations.heard();
  assert.equal(await status("/api/patients"), 200);
  await silent.stop();
});
