import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@pms/kit/testing/until";
import {
  sendRaw,
  startGateway,
  startUpstream,
  statusOf,
  type TestGateway,
  type TestUpstream,
} from "./gateway-under-test.ts";

let gateway: TestGateway;
let upstream: TestUpstream;
let reached = 0;
let authorization = "";

before(async () => {
  upstream = await startUpstream((request, response) => {
    reached += 1;
    request.resume().on("end", () => response.end("{}"));
  });
  const urls = { AUTH_URLS: upstream.url, PATIENT_URLS: upstream.url };
  gateway = await startGateway({ config: urls });
  ({ authorization } = await gateway.trust.as({}));
});
after(async () => {
  await gateway.stop();
  await upstream.stop();
});

/** Sends a request head with a token and nothing else. @returns status and whole answer. */
async function ask(requestLine: string, headers: readonly string[] = ["Host: localhost"], body = "") {
  reached = 0;
  const head = [requestLine, ...headers, `Authorization: ${authorization}`, "Connection: close"];
  const answer = await sendRaw(gateway.port, `${head.join("\r\n")}\r\n\r\n${body}`);
  return { answer, status: statusOf(answer), forwarded: reached };
}

const ambiguous = [
  ...["/api/patients/../users", "/api/patients/..", "/api/./patients", "/api/patients/.", "/api/patients/..;/users"],
  ...["/api/patients/%2e%2e/users", "/api/patients/%2E%2E/users", "/api/patients/.%2e/users", "/api/patients/%2e"],
  ...["/api/patients/a%2fb", "/api/patients/a%2Fb", "/api/patients/a%5cb", "/api/patients/a%5Cb", "/api/patients/a\\b"],
  ...["/api/patients/%00", "/api/patients/a%00.json", "/api//patients", "//api/patients", "/api/patients//", "//"],
  ...["/api/patients;a=b", "/api/patients/a;b", "/api/patients/%3b", "/api/patients/%252e%252e", "/api/patients/%25"],
  ...["/api/patients/%", "/api/patients/%2", "/api/patients/%zz", "/api/patients/%ff", "/api/patients/%c0%ae"],
  ...[
    "/api/patients/%ed%a0%80",
    "/api/patients/%0d%0aX: y",
    "/api/patients/%7f",
    "/api/patients#a",
    "/api/patients/\xe9",
  ],
  ...[
    "/assets/../../package.json",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2fetc/passwd",
    "/api/patients?q=\xe9",
  ],
  ...["/api/auth/%6cogout", "/%61pi/patients", "/api/patients/%5F", "/api/patients/%41", "/api/patients/%30"],
  ...["/api/patients/%7e", "/api/patients/%2d"],
];
for (const path of ambiguous) {
  test(`the ambiguous path ${JSON.stringify(path)} is refused and never forwarded`, async () => {
    const { status, forwarded } = await ask(`GET ${path} HTTP/1.1`);
    assert.equal(status, 400);
    assert.equal(forwarded, 0);
  });
}

test("harmless paths pass as they are", async () => {
  for (const path of [
    "/api/patients",
    "/api/patients/a.b",
    "/api/patients/...",
    "/api/patients/%C3%A9%20x",
    "/api/patients?q=a%2fb&x=..",
  ]) {
    const { status, forwarded } = await ask(`GET ${path} HTTP/1.1`);
    assert.deepEqual([status, forwarded], [200, 1], path);
  }
});

const targets: Record<string, [line: string, status: number]> = {
  "an absolute-form target": ["GET http://localhost/api/patients HTTP/1.1", 400],
  "an asterisk target": ["OPTIONS * HTTP/1.1", 400],
  TRACE: ["TRACE /api/patients HTTP/1.1", 405],
  CONNECT: ["CONNECT localhost:80 HTTP/1.1", 405],
  "an invented method": ["STEAL /api/patients HTTP/1.1", 400],
  "a method that HTTP knows and nobody takes": ["PROPFIND /api/patients HTTP/1.1", 405],
  "an address over 8 KiB": [`GET /api/patients?q=${"a".repeat(8_192)} HTTP/1.1`, 414],
};
for (const [what, [line, expected]] of Object.entries(targets)) {
  test(`${what} is refused and never forwarded`, async () => {
    const { status, forwarded, answer } = await ask(line);
    assert.deepEqual([status, forwarded], [expected, 0]);
    assert.match(answer, /application\/problem\+json/);
    assert.match(answer, /x-content-type-options: nosniff/i);
    if (expected === 405) assert.match(answer, /\r\nallow: [A-Z, ]*GET[A-Z, ]*\r\n/);
  });
}

test("a slash at the end is said to be one, whether a token is there or not, and never forwarded", async () => {
  for (const line of ["GET /api/patients/ HTTP/1.1", "POST /api/auth/login/ HTTP/1.1"]) {
    const { status, forwarded, answer } = await ask(line);
    assert.deepEqual([status, forwarded], [404, 0]);
    assert.match(answer, /Leave out the slash at the end of the address/);
  }
});

const heads: Record<string, [headers: string[], status: number]> = {
  "two Host headers": [["Host: localhost", "Host: other"], 400],
  "no Host header": [[], 400],
  "two credentials (TOK-7)": [["Host: localhost", "Authorization: Bearer x"], 400],
  "x-user-id (AZ-4)": [["Host: localhost", "X-User-Id: 1"], 400],
  "x_user_id (AZ-4)": [["Host: localhost", "X_User_Id: 1"], 400],
  "x-role (AZ-4)": [["Host: localhost", "x-role: admin"], 400],
  "x-forwarded-user (AZ-4)": [["Host: localhost", "X-Forwarded-User: admin"], 400],
  "a header section over 16 KiB": [["Host: localhost", `X-Filler: ${"a".repeat(17_000)}`], 431],
  "Content-Length and Transfer-Encoding together": [
    ["Host: localhost", "Content-Length: 5", "Transfer-Encoding: chunked"],
    400,
  ],
  "two different Content-Lengths": [["Host: localhost", "Content-Length: 5", "Content-Length: 6"], 400],
  "an unknown transfer encoding": [["Host: localhost", "Transfer-Encoding: chunked, identity"], 400],
  "a folded header": [["Host: localhost", "X-A: b\r\n c: d"], 400],
  "a space before the colon": [["Host: localhost", "X-A : b"], 400],
};
for (const [what, [headers, expected]] of Object.entries(heads)) {
  test(`${what}: refused and never forwarded`, async () => {
    const { status, forwarded, answer } = await ask("POST /api/patients HTTP/1.1", headers, "0\r\n\r\n");
    assert.deepEqual([status, forwarded], [expected, 0]);
    assert.match(answer, /application\/problem\+json/);
  });
}

for (const line of ["GET /livez", "GET /livez HTTP/2.0", "GET /api/patients HTTP/2.0"]) {
  test(`${line}: a version of HTTP that nobody speaks here is refused`, async () => {
    const { status, forwarded } = await ask(line);
    assert.deepEqual([status, forwarded], [400, 0]);
  });
}

test("HTTP/1.0 is served, but not with a framing that it does not have (RFC 9112, 6.1)", async () => {
  const plain = await ask("POST /api/patients HTTP/1.0", ["Content-Length: 2"], "{}");
  assert.deepEqual([plain.status, plain.forwarded], [200, 1]);
  const chunked = await ask("POST /api/patients HTTP/1.0", ["Transfer-Encoding: chunked"], "2\r\n{}\r\n0\r\n\r\n");
  assert.deepEqual([chunked.status, chunked.forwarded], [400, 0]);
});

test("an expectation that nobody can meet is refused with a problem", async () => {
  const { status, forwarded, answer } = await ask("POST /api/patients HTTP/1.1", [
    ...["Host: localhost", "Expect: the-impossible", "Content-Length: 2"],
  ]);
  assert.deepEqual([status, forwarded], [400, 0]);
  assert.match(answer, /application\/problem\+json/);
  assert.match(answer, /x-content-type-options: nosniff/i);
});

test("what follows a request and is no HTTP does not become its answer", async () => {
  const head = `GET /api/patients HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`;
  const answer = await sendRaw(gateway.port, `${head}!!! \r\n\r\n`);
  assert.deepEqual(answer.match(/HTTP\/1\.1 \d{3}/g), ["HTTP/1.1 200"]);
});

test("whoever goes on with what is no HTTP while the answer is under way is noted once", async (t) => {
  const { promise: allIsSent, resolve: answer } = Promise.withResolvers<void>();
  const slow = await startUpstream((_request, response) => void allIsSent.then(() => response.end("{}")));
  const own = await startGateway({ config: { PATIENT_URLS: slow.url } });
  const socket = connect(own.port, "127.0.0.1");
  t.after(async () => {
    socket.destroy();
    await own.stop();
    await slow.stop();
  });
  const warnings: string[] = [];
  const warn = (warning: Error) => warnings.push(warning.name);
  process.on("warning", warn);
  t.after(() => process.off("warning", warn));
  const headers = await own.trust.as({});
  socket.write(`GET /api/patients HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${headers.authorization}\r\n\r\n`);
  for (let i = 0; i < 30; i++) {
    await sleep(10);
    socket.write("!!! \r\n\r\n");
  }
  await sleep(50);
  answer();
  const [first] = await once(socket, "data");
  assert.match(String(first), /^HTTP\/1\.1 200/);
  await once(socket, "close");
  assert.deepEqual(warnings, []);
});

test("a body on GET is refused", async () => {
  const { status, forwarded } = await ask("GET /api/patients HTTP/1.1", ["Host: localhost", "Content-Length: 2"], "{}");
  assert.deepEqual([status, forwarded], [400, 0]);
});

test("what is hidden behind a request is not smuggled to a service", async () => {
  const smuggled = "GET /api/users HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const { forwarded, answer } = await ask(
    "POST /api/patients HTTP/1.1",
    ["Host: localhost", "Content-Length: 0"],
    smuggled,
  );
  assert.equal(forwarded, 1, "only the request with a token");
  assert.equal(answer.match(/HTTP\/1\.1 \d{3}/g)?.length, 1);
});

test("a wrong method is 405 and says which are right; an unknown path is 404", async () => {
  const { status, answer } = await ask("DELETE /api/auth/login HTTP/1.1");
  assert.equal(status, 200, "own-account takes every method below /api/auth");
  assert.ok(answer);
  const wrong = await ask("POST /.well-known/jwks.json HTTP/1.1", ["Host: localhost", "Content-Length: 0"]);
  assert.equal(wrong.status, 405);
  assert.match(wrong.answer, /allow: GET, HEAD, OPTIONS\r\n/i);
  assert.equal((await ask("GET /api/nothing HTTP/1.1")).status, 404);
  assert.equal((await ask("POST /api/nothing HTTP/1.1", ["Host: localhost", "Content-Length: 0"])).status, 404);
});

/**
 * Its limits are short, so that nobody has to wait for them: what is sent at once on a busy machine
 * may not meet them.
 */
async function impatientGateway(t: { after(fn: () => Promise<void>): void }): Promise<TestGateway> {
  const own = await startGateway({
    config: { PATIENT_URLS: upstream.url },
    socket: { headersTimeoutMs: 300, requestTimeoutMs: 600 },
  });
  t.after(() => own.stop());
  return own;
}

test("a client that sends its head too slowly is cut with 408", async (t) => {
  const { port } = await impatientGateway(t);
  assert.equal(statusOf(await sendRaw(port, "GET /api/patients HTTP/1.1\r\nHost: local")), 408);
});

test("what could not be handled is in the access log and in the metrics, without what was sent (PRV-1)", async (t) => {
  const own = await startGateway({ socket: { headersTimeoutMs: 300 } });
  t.after(() => own.stop());
  const sent: [status: number, method: string, bytes: string][] = [
    [408, "unknown", "GET /marker HTTP/1.1\r\nX-Marker: mark"],
    [431, "unknown", `GET /marker HTTP/1.1\r\nX-Marker: ${"a".repeat(17_000)}\r\n\r\n`],
    [400, "unknown", "marker\r\n\r\n"],
    [405, "CONNECT", "CONNECT marker:80 HTTP/1.1\r\nHost: marker\r\n\r\n"],
    [400, "POST", "POST /marker HTTP/1.1\r\nHost: marker\r\nExpect: the-impossible\r\nContent-Length: 2\r\n\r\n"],
  ];
  for (const [status, method, bytes] of sent) {
    const before = own.logged.length;
    const answer = await sendRaw(own.port, bytes);
    assert.equal(statusOf(answer), status);
    const lines = own.logged.slice(before).map((line) => JSON.parse(line));
    const requestId = /x-request-id: (\S+)/i.exec(answer)?.[1];
    assert.deepEqual(
      lines.map((line) => [line.status, line.method, line.route, line.sourceAddress, line.requestId]),
      [[status, method, "none", "127.0.0.1", requestId]],
    );
  }
  assert.ok(!own.logged.join().includes("mark"));
  const counted = (await own.deps.metrics.requests.get()).values
    .filter(({ metricName, labels }) => metricName?.endsWith("_count") && labels.route === "none")
    .map(({ labels, value }) => [labels.status, labels.method, value]);
  assert.deepEqual(
    counted,
    sent.map(([status, method]) => [String(status), method, 1]),
  );
});

test("a client that sends its body too slowly is cut", async (t) => {
  const own = await impatientGateway(t);
  const { authorization } = await own.trust.as({});
  reached = 0;
  const head = `POST /api/patients HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Length: 100\r\n\r\n`;
  await sendRaw(own.port, `${head}{`);
  assert.equal(reached, 0);
  await until("the refusal is logged", () =>
    own.logged.some((line) => line.includes('"route":"patient-writes","status":408')),
  );
});
