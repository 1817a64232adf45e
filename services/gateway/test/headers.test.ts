import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startGateway, startUpstream } from "./gateway-under-test.ts";

/** An upstream that remembers the last head it saw, and answers with too many headers. */
async function startEcho() {
  const seen: { url: string; headers: IncomingHttpHeaders } = { url: "", headers: {} };
  const upstream = await startUpstream((request, response) => {
    seen.url = request.url ?? "";
    seen.headers = request.headers;
    response.writeHead(201, [
      ...["content-type", "application/json", "etag", '"v1"', "location", "/api/patients/1", "server", "secret/1.0"],
      ...["x-powered-by", "secret", "x-content-type-options", "maybe", "x-request-id", "theirs"],
      ...["set-cookie", "a=1", "set-cookie", "b=2", "keep-alive", "timeout=5", "x-internal", "1"],
    ]);
    response.end("{}");
  });
  return { upstream, seen };
}

const everything = {
  accept: "application/json",
  "accept-language": "de",
  "content-encoding": "gzip",
  "idempotency-key": "k",
  "if-match": '"v1"',
  "if-none-match": '"v2"',
  range: "bytes=0-1",
  "user-agent": "test",
  tracestate: "a=b",
  cookie: "__Host-refresh=1",
  "x-pms-csrf": "1",
  "x-forwarded-for": "6.6.6.6",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "evil",
  x_forwarded_for: "6.6.6.6",
  forwarded: "for=6.6.6.6",
  "x-real-ip": "6.6.6.6",
  "x-request-id": "chosen-by-the-client",
  "x-http-method-override": "DELETE",
  "x-anything": "1",
  any_thing: "1",
  te: "trailers",
  "accept-encoding": "gzip",
};

test("only allow-listed headers go upstream; forwarding headers are the gateway's own", async () => {
  const { upstream, seen } = await startEcho();
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url } });
  const headers = { ...everything, ...(await gateway.trust.as({})) };
  const answer = await fetch(`${gateway.url}/api/patients?limit=5`, { headers });
  assert.equal(seen.url, "/api/patients?limit=5");
  assert.deepEqual(Object.keys(seen.headers).sort(), [
    ...["accept", "accept-language", "authorization", "connection", "content-encoding", "host"],
    ...[
      "idempotency-key",
      "if-match",
      "if-none-match",
      "range",
      "traceparent",
      "tracestate",
      "user-agent",
      "x-forwarded-for",
      "x-forwarded-host",
    ],
    ...["x-forwarded-proto", "x-request-id"],
  ]);
  assert.equal(seen.headers["x-forwarded-for"], "127.0.0.1");
  assert.equal(seen.headers["x-forwarded-proto"], "http");
  assert.equal(seen.headers["x-forwarded-host"], `127.0.0.1:${gateway.port}`);
  assert.match(String(seen.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
  assert.equal(answer.headers.get("x-request-id"), seen.headers["x-request-id"]);
  assert.match(String(seen.headers.traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  await gateway.stop();
  await upstream.stop();
});

test("cookie, origin and the CSRF header go to auth alone", async () => {
  const { upstream, seen } = await startEcho();
  const gateway = await startGateway({ config: { AUTH_URLS: upstream.url } });
  const headers = { cookie: "__Host-refresh=1", origin: "http://localhost", "x-pms-csrf": "1" };
  await fetch(`${gateway.url}/api/auth/refresh`, { method: "POST", headers });
  assert.deepEqual(
    [seen.headers.cookie, seen.headers.origin, seen.headers["x-pms-csrf"]],
    ["__Host-refresh=1", "http://localhost", "1"],
  );
  await gateway.stop();
  await upstream.stop();
});

test("a client's trace is continued, and a trusted proxy's word about the client is taken", async () => {
  const { upstream, seen } = await startEcho();
  const gateway = await startGateway({
    config: { PATIENT_URLS: upstream.url, TRUSTED_PROXIES: "127.0.0.0/8, 10.0.0.9" },
  });
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = {
    ...(await gateway.trust.as({})),
    traceparent: `00-${trace}-00f067aa0ba902b7-01`,
    "x-forwarded-for": "6.6.6.6, 203.0.113.7, 10.0.0.9",
    "x-forwarded-proto": "https",
  };
  const answer = await fetch(`${gateway.url}/api/patients`, { headers });
  assert.equal(seen.headers["x-forwarded-for"], "203.0.113.7");
  assert.equal(seen.headers["x-forwarded-proto"], "https");
  assert.equal(String(seen.headers.traceparent).slice(3, 35), trace);
  assert.match(answer.headers.get("strict-transport-security") ?? "", /max-age=31536000/);
  await gateway.stop();
  await upstream.stop();
});

test("of X-Forwarded-For counts what the trusted proxy wrote, in whatever form, and nothing further left", async () => {
  const { upstream, seen } = await startEcho();
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url, TRUSTED_PROXIES: "127.0.0.1" } });
  const authorization = await gateway.trust.as({});
  const forms = {
    "203.0.113.7:5555": "203.0.113.7",
    "[2001:db8::1]:5555": "2001:db8::1",
    "[2001:db8::1]": "2001:db8::1",
  };
  for (const [written, read] of Object.entries({ ...forms, unknown: "127.0.0.1", "": "127.0.0.1" })) {
    const headers = { ...authorization, "x-forwarded-for": `6.6.6.6, ${written}` };
    await fetch(`${gateway.url}/api/patients`, { headers });
    assert.equal(seen.headers["x-forwarded-for"], read, written);
  }
  await gateway.stop();
  await upstream.stop();
});

test("the answer keeps what is the service's and loses what is about its connection and software", async () => {
  const { upstream } = await startEcho();
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url } });
  const answer = await fetch(`${gateway.url}/api/patients`, { headers: await gateway.trust.as({}) });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get("etag"), '"v1"');
  assert.equal(answer.headers.get("location"), "/api/patients/1");
  assert.deepEqual(answer.headers.getSetCookie(), ["a=1", "b=2"]);
  for (const name of ["server", "x-powered-by", "strict-transport-security"])
    assert.equal(answer.headers.get(name), null, name);
  assert.notEqual(answer.headers.get("x-request-id"), "theirs");
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  await gateway.stop();
  await upstream.stop();
});

test("security headers are on every answer: services', own pages, problems", async () => {
  const { upstream } = await startEcho();
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url } });
  const authorized = await gateway.trust.as({});
  for (const path of [
    "/",
    "/docs",
    "/livez",
    "/readyz",
    "/openapi.json",
    "/api/patients",
    "/api/users",
    "/nowhere",
    "/api//",
  ]) {
    const { headers } = await fetch(gateway.url + path, { headers: authorized });
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(headers.get("referrer-policy"), "no-referrer", path);
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", path);
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin", path);
    assert.match(headers.get("permissions-policy") ?? "", /camera=\(\)/, path);
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/, path);
    assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/, path);
  }
  await gateway.stop();
  await upstream.stop();
});

test("the filters of a route change requests and answers", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "routes-")), "gateway.yaml");
  writeFileSync(
    file,
    `routes:
  - id: old
    uri: lb://patient
    predicates:
      - Path: [/old/*/people/**]
      - Method: [GET]
    filters:
      - Public
      - RewritePath: { from: "^/old/([^/]+)/people", to: "/api/patients/$1" }
      - AddRequestHeader: { x-added: yes-please }
      - RemoveRequestHeader: [user-agent]
      - AddResponseHeader: { x-answer: added }
      - RemoveResponseHeader: [x-internal]
`,
  );
  const { upstream, seen } = await startEcho();
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url, ROUTES_FILE: file } });
  const answer = await fetch(`${gateway.url}/old/7/people/history?a=b`);
  assert.equal(seen.url, "/api/patients/7/history?a=b");
  assert.equal(seen.headers["x-added"], "yes-please");
  assert.equal(seen.headers["user-agent"], undefined);
  assert.equal(answer.headers.get("x-answer"), "added");
  assert.equal(answer.headers.get("x-internal"), null);
  await gateway.stop();
  await upstream.stop();
});

test("other origins may call only where they are named, and preflights say so", async () => {
  const { upstream } = await startEcho();
  const gateway = await startGateway({
    config: { PATIENT_URLS: upstream.url, ALLOWED_ORIGINS: "https://portal.example" },
  });
  const preflight = (origin: string) =>
    fetch(`${gateway.url}/api/patients`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
  const allowed = await preflight("https://portal.example");
  assert.equal(allowed.status, 204);
  assert.equal(allowed.headers.get("access-control-allow-origin"), "https://portal.example");
  assert.match(allowed.headers.get("access-control-allow-methods") ?? "", /POST/);
  assert.match(allowed.headers.get("access-control-allow-headers") ?? "", /authorization/);
  assert.equal((await preflight("https://evil.example")).headers.get("access-control-allow-origin"), null);
  const authorized = await gateway.trust.as({});
  const call = async (origin: string) =>
    (await fetch(`${gateway.url}/api/patients`, { headers: { ...authorized, origin } })).headers;
  assert.equal((await call("https://portal.example")).get("access-control-allow-origin"), "https://portal.example");
  assert.equal((await call("https://evil.example")).get("access-control-allow-origin"), null);
  assert.equal((await call("https://evil.example")).get("vary"), "origin");
  await gateway.stop();
  await upstream.stop();
});
