import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { until } from "@pms/kit/testing/until";
import { sendRaw, startGateway, startUpstream, statusOf } from "./gateway-under-test.ts";

const script = `console.log(${JSON.stringify("x".repeat(4_000))});`;

function buildUi(): string {
  const outside = mkdtempSync(join(tmpdir(), "ui-"));
  writeFileSync(join(outside, "secret.txt"), "secret");
  const directory = join(outside, "dist");
  mkdirSync(join(directory, "assets"), { recursive: true });
  writeFileSync(join(directory, "index.html"), '<meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>');
  writeFileSync(join(directory, "assets", "index-abc123.js"), script);
  writeFileSync(join(directory, "assets", "index-abc123.js.br"), brotliCompressSync(script));
  writeFileSync(join(directory, "assets", "index-abc123.js.gz"), gzipSync(script));
  writeFileSync(join(directory, "icon.svg"), "<svg/>");
  writeFileSync(join(directory, ".env"), "secret");
  return directory;
}
const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

test("the page has a strict policy and its own nonce each time, and is never kept (PRV-2)", async () => {
  const gateway = await startGateway({ config: { WEB_DIR: buildUi() } });
  const load = async (path: string) => {
    const answer = await fetch(gateway.url + path, { headers: html });
    const policy = answer.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(
      policy,
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    assert.equal(await answer.text(), `<meta name="csp-nonce" content="${nonce}"><div id="root"></div>`);
    assert.ok(Buffer.from(nonce, "base64").byteLength >= 16);
    return nonce;
  };
  const nonces = [await load("/"), await load("/"), await load("/patients/0197"), await load("/index.html")];
  assert.equal(new Set(nonces).size, nonces.length);
  await gateway.stop();
});

test("assets are kept for ever, compressed where the client takes it, and not sent twice", async () => {
  const gateway = await startGateway({ config: { WEB_DIR: buildUi() } });
  const get = (headers: Record<string, string>) => fetch(`${gateway.url}/assets/index-abc123.js`, { headers });
  for (const encoding of ["br", "gzip"]) {
    const answer = await get({ "accept-encoding": encoding });
    assert.equal(answer.headers.get("content-encoding"), encoding);
    assert.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(answer.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.ok(Number(answer.headers.get("content-length")) < script.length / 2);
    assert.equal(await answer.text(), script);
    // By hand: fetch adds Cache-Control: no-cache, which asks for the whole.
    const again = await sendRaw(
      gateway.port,
      `GET /assets/index-abc123.js HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: ${encoding}\r\nIf-None-Match: ${answer.headers.get("etag")}\r\nConnection: close\r\n\r\n`,
    );
    assert.equal(statusOf(again), 304);
  }
  assert.equal((await get({ "accept-encoding": "identity" })).headers.get("content-encoding"), null);
  assert.equal((await get({ "accept-encoding": "br;q=0" })).headers.get("content-encoding"), null);
  const icon = await fetch(`${gateway.url}/icon.svg`);
  assert.deepEqual(
    [icon.headers.get("content-type"), icon.headers.get("cache-control")],
    ["image/svg+xml", "no-cache"],
  );
  await gateway.stop();
});

test("nothing outside the UI's directory can be read, nor hidden files in it", async () => {
  const gateway = await startGateway({ config: { WEB_DIR: buildUi() } });
  const paths = [
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..\\..\\secret.txt",
    "//etc/passwd",
    "/.env",
  ];
  for (const path of paths) {
    const answer = await sendRaw(gateway.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    assert.ok(statusOf(answer) === 400 || statusOf(answer) === 404, path);
    assert.doesNotMatch(answer, /secret\n?$/);
  }
  await gateway.stop();
});

test("what is missing is missing: an asset, an API path, a page for a client that wants none", async () => {
  const gateway = await startGateway({ config: { WEB_DIR: buildUi() } });
  for (const path of ["/assets/gone.js", "/api/nothing", "/api", "/.well-known/nothing"])
    assert.equal((await fetch(gateway.url + path, { headers: html })).status, 404, path);
  assert.equal((await fetch(`${gateway.url}/patients/1`, { headers: { accept: "application/json" } })).status, 404);
  assert.equal((await fetch(`${gateway.url}/`, { method: "POST" })).status, 405);
  await gateway.stop();
});

test("without a built UI the page says so; once it is built it is served, without a restart", async () => {
  const directory = join(mkdtempSync(join(tmpdir(), "ui-")), "dist");
  const gateway = await startGateway({ config: { WEB_DIR: directory } });
  const page = async () => (await fetch(`${gateway.url}/`, { headers: html })).text();
  assert.match(await page(), /The web UI is not built/);
  mkdirSync(directory);
  writeFileSync(join(directory, "index.html"), "first");
  await until("the first page is served", async () => (await page()) === "first");
  writeFileSync(join(directory, "index.html"), "second");
  utimesSync(join(directory, "index.html"), 1, 1);
  await until("the second page is served", async () => (await page()) === "second");
  await gateway.stop();
});

const operation = (schema: string, extra: object = {}) => ({
  operationId: "list",
  responses: { 200: { content: { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } } } },
  ...extra,
});
const patientDocument = {
  paths: {
    "/api/patients": { get: operation("Item") },
    "/api/patients/{id}": { get: { responses: {} } },
    "/internal/debug": { get: { responses: {} } },
    "/api/billing/accounts": { get: { summary: "not patient's", responses: {} } },
  },
  components: { schemas: { Item: { type: "string" }, Same: { type: "boolean" } } },
};
const billingDocument = {
  paths: { "/api/billing/accounts": { get: operation("Item") } },
  components: {
    schemas: { Item: { type: "array", items: { $ref: "#/components/schemas/Item" } }, Same: { type: "boolean" } },
  },
};

test("OPTIONS and 405 name the methods that the service has at that very path, not all that its route takes", async () => {
  const ok = (_request: unknown, response: { end(text: string): void }) => response.end("{}");
  const patient = await startUpstream(ok, { openapi: patientDocument });
  const gateway = await startGateway({ config: { PATIENT_URLS: patient.url } });
  const ask = async (method: string, path: string) => {
    const { status, headers } = await fetch(gateway.url + path, { method });
    return [status, headers.get("allow")];
  };
  await until(
    "the document tells the methods",
    async () => (await ask("OPTIONS", "/api/patients"))[1] === "GET, HEAD, OPTIONS",
  );
  assert.deepEqual(await ask("OPTIONS", "/api/patients/0197"), [204, "GET, HEAD, OPTIONS"]);
  assert.deepEqual(await ask("OPTIONS", "/api/patients/0197/nowhere"), [404, null]);
  assert.deepEqual(await ask("PROPFIND", "/api/patients"), [405, "GET, HEAD, OPTIONS"]);
  assert.deepEqual(await ask("OPTIONS", "/docs"), [204, "GET, HEAD, OPTIONS"]);
  assert.deepEqual(await ask("QUERY", "/"), [405, "GET, HEAD, OPTIONS"]);
  // Not known: as the route table has it.
  assert.deepEqual(await ask("OPTIONS", "/api/billing/accounts"), [
    204,
    "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
  ]);
  await gateway.stop();
  await patient.stop();
});

test("one OpenAPI document of all services: public paths only, no name in two meanings, tokens declared", async () => {
  const ok = (_request: unknown, response: { end(text: string): void }) => response.end("{}");
  const patient = await startUpstream(ok, { openapi: patientDocument });
  const billing = await startUpstream(ok, { openapi: billingDocument });
  const auth = await startUpstream(ok, { openapi: { paths: { "/api/auth/login": { post: { responses: {} } } } } });
  const gateway = await startGateway({
    config: { AUTH_URLS: auth.url, PATIENT_URLS: patient.url, BILLING_URLS: billing.url },
  });
  type Operation = { operationId: string; security: object[]; summary?: string; responses: object };
  type Document = {
    paths: Record<string, Record<string, Operation>>;
    components: Record<string, Record<string, object>>;
  };
  let document: Document = { paths: {}, components: {} };
  await until("the document is merged", async () => {
    document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as Document;
    return Object.keys(document.paths).length === 4;
  });
  assert.deepEqual(Object.keys(document.paths).sort(), [
    "/api/auth/login",
    "/api/billing/accounts",
    "/api/patients",
    "/api/patients/{id}",
  ]);
  assert.deepEqual(document.paths["/api/auth/login"]?.post?.security, []);
  assert.deepEqual(document.paths["/api/patients"]?.get?.security, [{ bearer: [] }]);
  assert.equal(document.paths["/api/billing/accounts"]?.get?.summary, undefined);
  assert.deepEqual(document.components.schemas, {
    Item: { type: "string" },
    Same: { type: "boolean" },
    "billing-Item": { type: "array", items: { $ref: "#/components/schemas/billing-Item" } },
  });
  assert.match(JSON.stringify(document.paths["/api/billing/accounts"]?.get?.responses), /schemas\/billing-Item/);
  assert.notEqual(
    document.paths["/api/billing/accounts"]?.get?.operationId,
    document.paths["/api/patients"]?.get?.operationId,
  );
  assert.ok(document.components.securitySchemes?.bearer);

  // A service that went is still described; one that came back is described anew.
  await patient.stop();
  assert.match(await (await fetch(`${gateway.url}/openapi.json`)).text(), /\/api\/patients\/\{id\}/);
  await until(
    "the patient service is down",
    () => gateway.deps.upstreams.get("patient")?.instances[0]?.health === "down",
  );
  const openapi = { paths: { "/api/patients/new": { get: { responses: {} } } } };
  const again = await startUpstream(ok, { port: patient.port, openapi });
  await until("the new path is in the document", async () =>
    (await (await fetch(`${gateway.url}/openapi.json`)).text()).includes("/api/patients/new"),
  );
  await gateway.stop();
  await Promise.all([auth, billing, again].map((upstream) => upstream.stop()));
});

test("the API can be tried at /docs, and nothing there runs inline", async () => {
  const gateway = await startGateway();
  const page = await fetch(`${gateway.url}/docs`);
  assert.match(page.headers.get("content-security-policy") ?? "", /script-src 'self';/);
  const text = await page.text();
  const scripts = [...text.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
  for (const [, attributes, content] of scripts) {
    assert.equal(content, "");
    const file = await fetch(gateway.url + (/src="([^"]+)"/.exec(attributes ?? "")?.[1] ?? "/missing"));
    assert.match(file.headers.get("content-type") ?? "", /javascript/);
    await file.arrayBuffer();
  }
  assert.equal(scripts.length, 2);
  await gateway.stop();
});

test("a problem's type leads to its description", async () => {
  const gateway = await startGateway();
  const { type } = (await (await fetch(`${gateway.url}/api/patients`)).json()) as { type: string };
  assert.deepEqual(await (await fetch(gateway.url + type)).json(), { type, status: 401, title: "Sign in first" });
  assert.equal((await fetch(`${gateway.url}/problems/constructor`)).status, 404);
  await gateway.stop();
});

test("readiness waits for the revocations and for every service to come, then names the state of each", async () => {
  let trustReady = false;
  const upstream = await startUpstream((_request, response) => response.end("{}"));
  const { url } = upstream;
  const urls = { AUTH_URLS: url, PATIENT_URLS: url, BILLING_URLS: url, ANALYTICS_URLS: url };
  const gateway = await startGateway({ config: urls, trustReady: () => trustReady });
  const ask = async () => {
    const answer = await fetch(`${gateway.url}/readyz`);
    return { status: answer.status, body: (await answer.json()) as { status: string; checks: Record<string, string> } };
  };
  assert.equal((await ask()).status, 503);
  trustReady = true;
  await until("all are ready", async () => (await ask()).status === 200);
  assert.equal((await ask()).body.status, "ok");
  assert.deepEqual((await ask()).body.checks, {
    clock: "ok",
    trust: "ok",
    auth: "ok",
    patient: "ok",
    billing: "ok",
    analytics: "ok",
  });
  assert.doesNotMatch(
    JSON.stringify((await ask()).body),
    /127\.0\.0\.1|\d{2}/,
    "where services listen is nobody's business",
  );
  await upstream.stop();
  await until("the patient service is down", async () => (await ask()).body.checks.patient === "down");
  assert.equal((await ask()).body.status, "degraded");
  assert.equal((await ask()).status, 200, "a service that fails does not take the gateway away from the others");
  assert.equal((await fetch(`${gateway.url}/livez`)).status, 200);
  await gateway.stop();
});

test("the access log has one line per request, with who and where and how, and no path, query or body (PRV-1)", async () => {
  const upstream = await startUpstream((request, response) =>
    request.resume().on("end", () => response.end('{"secret":"marker-answer"}')),
  );
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url, LOG_LEVEL: "trace" } });
  const id = "0197f7d5-1f5e-7c3e-8a43-3a5c1e7bd3a1";
  const headers = { ...(await gateway.trust.as({ id })), "user-agent": "marker-agent", "if-match": "marker-header" };
  const answer = await fetch(`${gateway.url}/api/patients/marker-path?q=marker-query`, {
    method: "PUT",
    headers,
    body: "marker-body",
  });
  await answer.arrayBuffer();
  for (const path of ["/marker-page", "/api/marker//", "/api/patients/marker%2e"]) await fetch(gateway.url + path);
  await sendRaw(gateway.port, "marker-nonsense\r\n\r\n");
  const lines = () => gateway.logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "request");
  await until("four lines are logged", () => lines().length >= 4);
  const [first] = lines();
  assert.deepEqual(
    { ...first, time: 0, durationMs: 0 },
    {
      level: "info",
      time: 0,
      service: "gateway",
      requestId: answer.headers.get("x-request-id"),
      method: "PUT",
      route: "patient-writes",
      status: 200,
      durationMs: 0,
      bytes: 26,
      instance: `127.0.0.1:${upstream.port}`,
      actorId: id,
      sourceAddress: "127.0.0.1",
      msg: "request",
    },
  );
  assert.doesNotMatch(gateway.logged.join(""), /marker/);
  assert.doesNotMatch(await gateway.deps.metrics.registry.metrics(), /marker/);
  await gateway.stop();
  await upstream.stop();
});

test("stopping finishes what is under way and takes nothing new (REL-7)", async () => {
  const held: (() => void)[] = [];
  const upstream = await startUpstream((_request, response) => held.push(() => response.end('"done"')));
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url, DRAIN_DELAY_MS: 200 } });
  const headers = await gateway.trust.as({});
  const underWay = fetch(`${gateway.url}/api/patients`, { headers });
  await until("the request is at the upstream", () => held.length === 1);
  const stopped = gateway.stop();
  const told = await fetch(`${gateway.url}/readyz`);
  assert.deepEqual([told.status, told.headers.get("connection")], [503, "close"], "load balancers are told first");
  await until("nobody listens any more", () =>
    fetch(`${gateway.url}/livez`).then(
      () => false,
      () => true,
    ),
  );
  for (const release of held) release();
  assert.equal(await (await underWay).json(), "done");
  await stopped;
  await upstream.stop();
});
