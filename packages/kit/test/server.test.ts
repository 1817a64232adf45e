import assert from "node:assert/strict";
import { request as httpRequest, type IncomingMessage, METHODS } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { Type } from "typebox";
import { etagOf, ifMatchVersions, notModified } from "../src/http/conditional.ts";
import { readIdempotencyKey } from "../src/http/idempotency.ts";
import { createServer } from "../src/http/server.ts";
import { createLogger } from "../src/observe/log.ts";
import { createMetrics } from "../src/observe/metrics.ts";
import { createTestTrust } from "../src/testing/tokens.ts";
import { until } from "../src/testing/until.ts";

const lines: string[] = [];
const logger = createLogger("test", "debug", { write: (line: string) => void lines.push(line) });
const trust = await createTestTrust();
const Body = Type.Object(
  { name: Type.String({ minLength: 1 }), count: Type.Optional(Type.Integer()) },
  { additionalProperties: false },
);

async function makeApp(log = logger) {
  const app = await createServer({
    title: "Test",
    logger: log,
    metrics: createMetrics("test"),
    verifier: trust.verifier,
  });
  app.post(
    "/things",
    { config: { access: { permission: "patient:write" } }, schema: { body: Body, response: { 201: Body } } },
    async (request, reply) => reply.code(201).send(request.body),
  );
  const querystring = Type.Object({ at: Type.Optional(Type.String({ format: "date-time" })) });
  app.get("/things/:id", { config: { access: { public: true } }, schema: { querystring } }, async () => ({}));
  const config = { access: { public: true }, ifMatch: "required", idempotencyKey: "optional" } as const;
  app.put("/versions/:id", { config, schema: { response: { 200: Body } } }, async (request) => ({
    name: readIdempotencyKey(request) ? "keyed" : "not keyed",
    count: ifMatchVersions(request)[0] ?? 0,
  }));
  const Version = Type.Object({ version: Type.Integer() });
  const open = { config: { access: { public: true as const } } };
  app.get(
    "/versions/:id",
    { ...open, schema: { response: { 200: Version, 304: Type.Null() } } },
    async (request, reply) => (notModified(request, reply, etagOf(3)) ? reply.code(304).send(null) : { version: 3 }),
  );
  app.post("/versions", { ...open, schema: { response: { 201: Version } } }, async (_request, reply) =>
    reply.code(201).send({ version: 1 }),
  );
  app.post("/versions/asked", { config: { access: { public: true }, ifMatch: "required" } }, async (request) =>
    ifMatchVersions(request),
  );
  app.patch("/versions/:id", { ...open, schema: { body: Body, response: { 200: Body } } }, async ({ body }) => body);
  app.delete("/versions/:id", { config: { access: { public: true } } }, async (request) => ifMatchVersions(request));
  app.get("/public", { config: { access: { public: true } } }, async () => ({ fine: true }));
  return app;
}

const app = await makeApp();
const headers = await trust.as({ roles: ["front-desk"] });
const post = (payload: string, extra: Record<string, string> = {}) =>
  app.inject({
    method: "POST",
    url: "/things",
    headers: { ...headers, "content-type": "application/json", ...extra },
    payload,
  });

test("a route that declares no permission stops the boot (AZ-1)", async () => {
  const other = await makeApp();
  assert.throws(() => other.get("/forgotten", async () => "oops"), /GET \/forgotten declares no permission/);
});

test("a query that the route does not know is refused instead of being passed over", async () => {
  assert.equal((await app.inject("/things/1?at=2026-01-31T10:00:00Z")).statusCode, 200);
  const answer = await app.inject("/things/1?before=2026-01-31");
  assert.equal(answer.statusCode, 400);
  assert.deepEqual(answer.json().errors, [{ pointer: "/before", detail: "is not a known field" }]);
});

test("a trailing comma is 400 and says where", async () => {
  const answer = await post('{\n  "name": "A",\n  "count": 1,\n}');
  assert.equal(answer.statusCode, 400);
  assert.match(answer.headers["content-type"] ?? "", /^application\/problem\+json/);
  assert.match(answer.json().detail, /line 3, column 13/);
});

test("a body that is not JSON is not quoted back (PRV-1)", async () => {
  const answer = await post('{"name": MARKER-ZZYZX}');
  assert.equal(answer.statusCode, 400);
  assert.match(answer.json().detail, /line 1, column 10/);
  assert.doesNotMatch(answer.body, /ZZYZX/);
});

test("every fault of a body is named by its pointer, and no value is coerced or dropped (AZ-4)", async () => {
  const answer = await post('{"count": "3", "role": "admin"}');
  assert.equal(answer.statusCode, 400);
  const pointers = answer.json().errors.map((error: { pointer: string }) => error.pointer);
  assert.deepEqual(pointers.sort(), ["/count", "/name", "/role"]);
});

test("__proto__ and deep nesting are refused (AZ-4)", async () => {
  assert.equal((await post('{"name":"a","__proto__":{"x":1}}')).statusCode, 400);
  assert.equal((await post('{"name":"a","\\u005f_proto__":{"x":1}}')).statusCode, 400);
  assert.equal((await post(`{"name":${"[".repeat(60)}${"]".repeat(60)}}`)).statusCode, 400);
});

test("brackets within a text are no nesting, and do not hide any", async () => {
  assert.equal((await post(`{"name":"${"[".repeat(120)}"}`)).statusCode, 201);
  assert.equal((await post(`{"name":"\\"${"{".repeat(120)}\\\\"}`)).statusCode, 201);
  const hidden = await post(`{"name":"${"]".repeat(120)}","x":${"[".repeat(60)}${"]".repeat(60)}}`);
  assert.match(hidden.json().detail, /nested more than 32 deep/);
});

test("a body that is not UTF-8 is refused, not stored with its letters replaced", async () => {
  const call = (payload: Buffer) =>
    app.inject({
      method: "POST",
      url: "/things",
      headers: { ...headers, "content-type": "application/json" },
      payload,
    });
  const refused = await call(Buffer.from('{"name":"José"}', "latin1"));
  assert.equal(refused.statusCode, 400);
  assert.match(refused.json().detail, /not UTF-8/);
  assert.equal((await call(Buffer.from('{"name":"José"}'))).json().name, "José");
});

test("a body that is compressed, or in another encoding by its own word, is 415", async () => {
  const json = '{"name":"a"}';
  const type = (charset: string) => post(json, { "content-type": `application/json; charset=${charset}` });
  for (const charset of ["utf-16", "latin1", '"iso-8859-1"', "utf-8x", ""])
    assert.equal((await type(charset)).statusCode, 415, charset);
  for (const charset of ["utf-8", "UTF-8", '"Utf-8"', "utf-8; x=y"])
    assert.equal((await type(charset)).statusCode, 201, charset);
  for (const coding of ["gzip", "br", "gzip, identity"]) {
    const answer = await post(json, { "content-encoding": coding });
    assert.equal(answer.statusCode, 415, coding);
    assert.equal(answer.headers["accept-encoding"], "identity");
  }
  assert.equal((await post(json, { "content-encoding": "identity" })).statusCode, 201);
});

test("a caller who goes away in the middle of the body is no failure of ours, and told at debug alone", async () => {
  const heard: string[] = [];
  const watched = await makeApp(createLogger("test", "debug", { write: (line: string) => void heard.push(line) }));
  const { promise: reading, resolve: read } = Promise.withResolvers<void>();
  watched.addHook("preParsing", async () => read());
  const url = new URL(await watched.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(url.port), url.hostname);
  const head = `POST /things HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\n`;
  socket.write(`${head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{"name":`);
  await reading;
  socket.destroy();
  const told = () => heard.map((line) => JSON.parse(line)).filter(({ route }) => route === "/things");
  await until("it is logged", () => told().length > 0);
  await watched.close();
  assert.deepEqual(
    told().map(({ level, status }) => [level, status]),
    [["debug", 400]],
  );
});

test("another media type is 415, a missing body 400, a body too large 413", async () => {
  assert.equal((await post("<a/>", { "content-type": "text/xml" })).statusCode, 415);
  assert.equal((await post("")).statusCode, 400);
  assert.equal((await post(`{"name":"${"x".repeat(1_100_000)}"}`)).statusCode, 413);
});

test("no token is 401, the wrong role 403 (AZ-1)", async () => {
  const anonymous = await app.inject({ method: "POST", url: "/things", payload: { name: "a" } });
  assert.equal(anonymous.statusCode, 401);
  assert.equal(anonymous.headers["www-authenticate"], "Bearer");
  const analyst = await app.inject({
    method: "POST",
    url: "/things",
    headers: await trust.as({ roles: ["analyst"] }),
    payload: { name: "a" },
  });
  assert.equal(analyst.statusCode, 403);
});

test("a revoked session is refused on the very next request (TOK-3)", async () => {
  const mine = await trust.as({ roles: ["front-desk"], sessionId: "0198c0de-0000-7000-8000-000000000001" });
  const call = () => app.inject({ method: "POST", url: "/things", headers: mine, payload: { name: "a" } });
  assert.equal((await call()).statusCode, 201);
  trust.verifier.revocations.add("0198c0de-0000-7000-8000-000000000001", Date.now() / 1000 + 300);
  assert.equal((await call()).statusCode, 401);
});

test("answers carry a request id and are never cached (PRV-2)", async () => {
  const answer = await app.inject({ url: "/public", headers: { "x-request-id": "abc-12345678" } });
  assert.equal(answer.headers["x-request-id"], "abc-12345678");
  assert.equal(answer.headers["cache-control"], "no-store");
});

test("an unknown path is a 404 problem", async () => {
  const answer = await app.inject({ url: "/nowhere", headers });
  assert.equal(answer.statusCode, 404);
  assert.equal(answer.json().type, "/problems/not-found");
});

test("a known path with another method is 405 and says which it takes", async () => {
  const answer = await app.inject({ method: "DELETE", url: "/things/7?x=1", headers });
  assert.equal(answer.statusCode, 405);
  assert.equal(answer.headers.allow, "GET, HEAD, OPTIONS");
  assert.equal(answer.json().type, "/problems/method-not-allowed");
  assert.equal((await app.inject({ method: "DELETE", url: "/things/7/8", headers })).statusCode, 404);
});

test("every method that Node reads is answered: 405 with Allow, and OPTIONS with the methods of the address", async () => {
  const other = await makeApp();
  const url = new URL(await other.listen({ host: "127.0.0.1", port: 0 }));
  const ask = (method: string, path: string) =>
    new Promise<[number | undefined, string | undefined]>((done, fail) => {
      const answered = ({ statusCode, headers: { allow } }: IncomingMessage) => done([statusCode, allow]);
      const asked = httpRequest({ host: url.hostname, port: url.port, method, path, agent: false }, (answer) => {
        answer.resume();
        answered(answer);
      });
      asked.on("connect", answered).on("error", fail).end();
    });
  for (const method of METHODS.filter((name) => !["GET", "HEAD", "OPTIONS"].includes(name)))
    assert.deepEqual(await ask(method, "/things/7"), [405, "GET, HEAD, OPTIONS"], method);
  assert.deepEqual(await ask("OPTIONS", "/things/7"), [204, "GET, HEAD, OPTIONS"]);
  assert.deepEqual(await ask("OPTIONS", "/things"), [204, "OPTIONS, POST"]);
  assert.deepEqual(await ask("OPTIONS", "/nowhere"), [404, undefined]);
  await other.close();
});

test("what nobody takes is refused before its body is read: 405 and 404, not 400 and 415", async () => {
  const send = (url: string, type: string) =>
    app.inject({ method: "PUT", url, headers: { "content-type": type }, payload: "{" });
  assert.equal((await send("/things/7", "application/json")).statusCode, 405);
  assert.equal((await send("/nowhere", "text/xml")).statusCode, 404);
});

test("the name of one route is no parameter of another: 405 with its own methods", async () => {
  // There is PUT /versions/:id too.
  const answer = await app.inject({ method: "PUT", url: "/versions/asked", headers: { "if-match": '"v1"' } });
  assert.deepEqual([answer.statusCode, answer.headers.allow], [405, "OPTIONS, POST"]);
  const options = await app.inject({ method: "OPTIONS", url: "/versions/asked" });
  assert.deepEqual([options.statusCode, options.headers.allow], [204, "OPTIONS, POST"]);
});

test("a slash at the end of an address is said to be one", async () => {
  const answer = await app.inject("/things/7/");
  assert.deepEqual([answer.statusCode, answer.json().detail], [404, "Leave out the slash at the end of the address."]);
  assert.equal((await app.inject("/nowhere/")).json().detail, undefined);
});

test("the same JSON in another order, spacing or notation is the same request to an Idempotency-Key (REL-4)", async () => {
  const other = await makeApp();
  const config = { access: { public: true }, idempotencyKey: "required" } as const;
  other.post("/keys", { config }, async (request) => ({
    fingerprint: readIdempotencyKey(request, { caller: "test" })?.fingerprint.toString("hex"),
  }));
  const fingerprintOf = async (payload: string) => {
    const type = { "content-type": "application/json", "idempotency-key": "k" };
    return (await other.inject({ method: "POST", url: "/keys", headers: type, payload })).json().fingerprint;
  };
  const first = await fingerprintOf('{"a":{"x":1,"y":[1,2]},"b":"A"}');
  for (const same of ['{"b":"A","a":{"y":[1,2],"x":1}}', '{ "b" : "\\u0041",\n"a":{"y":[1.0,2e0],"x":10e-1}}'])
    assert.equal(await fingerprintOf(same), first, same);
  for (const other of [
    '{"a":{"x":1,"y":[2,1]},"b":"A"}',
    '{"a":{"x":"1","y":[1,2]},"b":"A"}',
    '{"a":{"x":1,"y":[1,2]}}',
  ])
    assert.notEqual(await fingerprintOf(other), first, other);
});

test("addresses that no database can be asked for are 400", async () => {
  const ask = async (query: string) => (await app.inject({ url: `/things/7?${query}`, headers })).statusCode;
  for (const at of ["2026-02-01T00:00:00Z", "2026-02-01T00:00:00.123%2B05:30"])
    assert.equal(await ask(`at=${at}`), 200);
  for (const at of ["2016-12-31T23:59:60Z", "2026-02-01T00:00:00%2B05", "2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z"])
    assert.equal(await ask(`at=${at}`), 400, at);
  assert.equal(await ask("name=a%00b"), 400);
});

test("what is under way when the server stops is answered, and told to ask nothing more on its connection (REL-7)", async () => {
  const stopping = await makeApp();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  stopping.get("/slow", { config: { access: { public: true } } }, async () => {
    arrive();
    await mayEnd;
    return { done: true };
  });
  const url = await stopping.listen({ host: "127.0.0.1", port: 0 });
  const underWay = fetch(`${url}/slow`);
  await arrived;
  const stopped = stopping.close();
  // Closing has begun when nobody can connect any more.
  while (stopping.server.listening) await new Promise((resolve) => setImmediate(resolve));
  end();
  const answer = await underWay;
  assert.deepEqual(await answer.json(), { done: true });
  assert.equal(answer.headers.get("connection"), "close");
  await stopped;
});

test("the log knows the route and not the address (PRV-1)", async () => {
  await app.inject({ url: "/public?name=MARKER-QUERY" });
  assert.ok(lines.some((line) => line.includes('"route":"/public"')));
  assert.ok(!lines.some((line) => line.includes("MARKER-QUERY")));
});

test("whatever says that the database is down, out of resources or waited in vain is 503 with Retry-After, and anything else 500 (REL-8)", async () => {
  const failing = await makeApp();
  failing.get("/failing/:code", { config: { access: { public: true } } }, async (request) => {
    const { code } = request.params as { code: string };
    throw Object.assign(new Error("from the database"), { code });
  });
  const down = ["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "08006", "57P03", "53200", "58030", "25006"];
  for (const code of [...down, "57014", "55P03", "25P03", "40001", "40P01"]) {
    const answer = await failing.inject(`/failing/${code}`);
    assert.deepEqual([answer.statusCode, answer.headers["retry-after"]], [503, "1"], code);
  }
  for (const code of ["23505", "42P01", "ERR_ASSERTION"])
    assert.equal((await failing.inject(`/failing/${code}`)).statusCode, 500, code);
});

test("every documented operation says that it may answer with a problem", async () => {
  const { paths } = (await app.inject("/openapi.json")).json();
  const { responses } = paths["/things"].post;
  assert.deepEqual(Object.keys(responses).sort(), ["201", "400", "401", "403", "413", "415", "503", "default"]);
  assert.deepEqual(Object.keys(responses.default.content), ["application/problem+json"]);
  assert.deepEqual(responses.default.content["application/problem+json"].schema, {
    $ref: "#/components/schemas/Problem",
  });
});

test("the document names the headers that a route reads, and which of them it must have (REL-4, REL-5)", async () => {
  const { paths } = (await app.inject("/openapi.json")).json();
  const { parameters = [] } = paths["/versions/{id}"].put;
  const named = parameters.filter((parameter: { in: string }) => parameter.in === "header");
  assert.deepEqual(
    named.map(({ name, required }: { name: string; required: boolean }) => [name, required]),
    [
      ["If-Match", true],
      ["Idempotency-Key", false],
    ],
  );
  assert.equal(paths["/things"].post.parameters, undefined);
});

test("the document names the headers of answers, If-None-Match of what declares 304, and both media types of a patch", async () => {
  const { paths } = (await app.inject("/openapi.json")).json();
  const headersIn = (path: string, method: string, status: number) =>
    Object.keys(paths[path][method].responses[status].headers ?? {});
  assert.deepEqual(headersIn("/things", "post", 201), ["Location"]);
  assert.deepEqual(headersIn("/versions", "post", 201), ["ETag", "Location"]);
  assert.deepEqual(headersIn("/versions/{id}", "put", 200), ["ETag"]);
  const read = paths["/versions/{id}"].get;
  for (const status of [200, 304]) assert.deepEqual(headersIn("/versions/{id}", "get", status), ["ETag"]);
  const parameters = read.parameters.filter((parameter: { in: string }) => parameter.in === "header");
  assert.deepEqual(
    parameters.map(({ name, required = false }: { name: string; required?: boolean }) => [name, required]),
    [["If-None-Match", false]],
  );
  const patch = paths["/versions/{id}"].patch;
  assert.deepEqual(Object.keys(patch.requestBody.content), ["application/merge-patch+json", "application/json"]);
});

test("a header that is documented is refused by its reader and not by the schema: 428 without If-Match (REL-5)", async () => {
  const put = (ifMatch: Record<string, string>) => app.inject({ method: "PUT", url: "/versions/7", headers: ifMatch });
  assert.equal((await put({})).statusCode, 428);
  assert.deepEqual((await put({ "if-match": '"v3"' })).json(), { name: "not keyed", count: 3 });
});

test("If-Match names versions by their tags as they are written, any of several, and * none (RFC 9110, REL-5)", async () => {
  const named = async (ifMatch: string) => {
    const answer = await app.inject({ method: "POST", url: "/versions/asked", headers: { "if-match": ifMatch } });
    return answer.statusCode === 200 ? answer.json() : [answer.statusCode, answer.json().detail];
  };
  assert.deepEqual(await named('"v1"'), [1]);
  assert.deepEqual(await named('"v1","v2-pending" , "v30"'), [1, 2, 30]);
  for (const matchless of ["v1", 'W/"v1"', '"v01"', '"v0"', '"1"', '"v1e0"', '"v9999999999"', '"other"', ""])
    assert.deepEqual(await named(matchless), [], matchless);
  assert.deepEqual(await named(' W/"v1", "v2"'), [2]);
  assert.deepEqual(await named("*"), [428, "If-Match: * names no version. Send the ETag that you read."]);
});

test("If-None-Match is answered 304 for the ETag that stands, among others too, and for * (RFC 9110)", async () => {
  const read = async (tags?: string) =>
    (await app.inject({ url: "/versions/7", headers: tags === undefined ? {} : { "if-none-match": tags } })).statusCode;
  for (const tags of ['"v3"', 'W/"v3"', '"v1", "v3"', "*", " * "]) assert.equal(await read(tags), 304, tags);
  for (const tags of [undefined, '"v2"', '"*"', ""]) assert.equal(await read(tags), 200, tags);
});

test("a route that reads a header which it does not declare fails, so that the document is complete", async () => {
  const answer = await app.inject({ method: "DELETE", url: "/versions/7", headers: { "if-match": '"v3"' } });
  assert.equal(answer.statusCode, 500);
});
