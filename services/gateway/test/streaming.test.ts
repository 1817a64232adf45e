import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "@pms/kit/testing/until";
import type { Config } from "../src/config.ts";
import { routesFile, startGateway, startUpstream, statusOf } from "./gateway-under-test.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

async function start(handle: Handle, config: Partial<Config> = {}) {
  const upstream = await startUpstream(handle);
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url, AUTH_URLS: upstream.url, ...config } });
  const { authorization } = await gateway.trust.as({});
  const stop = async () => {
    await gateway.stop();
    await upstream.stop();
  };
  const open = (method: string, path: string, headers: Record<string, string | number> = {}) =>
    httpRequest(gateway.url + path, { method, headers: { authorization, ...headers }, agent: false });
  return { gateway, upstream, authorization, open, stop };
}

/** Waits until the bytes that were taken are more than none and no longer grow. */
async function untilStandsStill(written: () => number): Promise<void> {
  let before = -1;
  await until("no more is read of the body", async () => {
    const stood = written() > 0 && written() === before;
    before = written();
    await new Promise((resolve) => setTimeout(resolve, 150));
    return stood && written() === before;
  });
}

async function answerOf(request: ReturnType<typeof httpRequest>): Promise<{ status: number; text: string }> {
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, text };
}

test("a request's first byte reaches the service before its last is sent", async () => {
  const { promise: sawFirst, resolve } = Promise.withResolvers<string>();
  const { open, stop } = await start((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
      resolve(text);
    });
    request.on("end", () => response.end(text));
  });
  const request = open("POST", "/api/patients", { "content-length": 70_000 });
  request.write("first");
  assert.equal(await sawFirst, "first");
  request.end("-last".padEnd(69_995));
  assert.deepEqual(await answerOf(request), { status: 200, text: "first-last".padEnd(70_000) });
  await stop();
});

test("an answer's first byte reaches the client before the service has sent its last", async () => {
  const { promise: mayEnd, resolve } = Promise.withResolvers<void>();
  const { open, stop } = await start((_request, response) => {
    response.write("first");
    void mayEnd.then(() => response.end("-last"));
  });
  const request = open("GET", "/api/patients/export");
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const [first] = await once(response, "data");
  assert.equal(String(first), "first");
  resolve();
  const [last] = await once(response, "data");
  assert.equal(String(last), "-last");
  await stop();
});

test("a client that does not read holds the service back instead of filling the gateway's memory", async () => {
  let written = 0;
  const chunk = Buffer.alloc(65_536);
  const total = 256 * 1_048_576;
  const { gateway, authorization, stop } = await start((_request, response) => {
    const pump = () => {
      while (written < total) {
        written += chunk.byteLength;
        if (!response.write(chunk)) {
          response.once("drain", pump);
          return;
        }
      }
      response.end();
    };
    pump();
  });
  const socket = connect(gateway.port, "127.0.0.1");
  socket.write(`GET /api/patients/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`);
  await untilStandsStill(() => written);
  assert.ok(written < 32 * 1_048_576, `${written} bytes were taken from the service`);
  socket.destroy();
  await stop();
});

test("a service that does not read holds the client back", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "pms routes-"));
  t.after(() => rm(folder, { recursive: true }));
  // Far beyond what the sockets on the way hold by themselves.
  const ROUTES_FILE = join(folder, "gateway.yaml");
  const routes = await readFile(routesFile, "utf8");
  await writeFile(ROUTES_FILE, routes.replaceAll("BodyLimit: 2 MiB", "BodyLimit: 64 MiB"));
  const total = 64 * 1_048_576;
  const { promise: mayRead, resolve } = Promise.withResolvers<void>();
  const { open, stop } = await start(
    (request, response) => {
      void mayRead.then(() => request.resume().on("end", () => response.end("{}")));
    },
    { ROUTES_FILE },
  );
  t.after(stop);
  const request = open("POST", "/api/patients/batches", { "content-length": total });
  const answer = answerOf(request);
  // Looked at below; an assertion that fails before is what is told then.
  answer.catch(() => {});
  const chunk = Buffer.alloc(65_536);
  let written = 0;
  const pump = () => {
    while (written < total) {
      written += chunk.byteLength;
      if (!request.write(chunk)) {
        request.once("drain", pump);
        return;
      }
    }
    request.end();
  };
  pump();
  await untilStandsStill(() => written);
  assert.ok(request.writableLength > 0, "the client holds what it could not send");
  assert.ok(written < total / 2, `${written} bytes were taken from the client`);
  resolve();
  assert.equal((await answer).status, 200);
  assert.equal(written, total);
});

test("the service's work is given up when the client goes", async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
  const { open, gateway, stop } = await start((_request, response) => {
    response.on("close", () => abort());
    arrive();
  });
  const request = open("GET", "/api/patients");
  request.on("error", () => {});
  request.end();
  await arrived;
  request.destroy();
  await aborted;
  await until("the abandoned request is logged", () => gateway.logged.some((line) => line.includes('"status":499')));
  const [instance] = gateway.deps.upstreams.get("patient")?.instances ?? [];
  await until("no request is at the upstream", () => instance?.pending === 0);
  await stop();
});

test("a service that breaks off in the middle of an answer breaks the client's connection: part is never taken for all", async () => {
  const { open, stop } = await start((_request, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("part");
    setTimeout(() => response.destroy(), 50);
  });
  const request = open("GET", "/api/patients");
  request.end();
  await assert.rejects(answerOf(request), { code: "ECONNRESET" });
  await stop();
});

test("a body over the limit is refused by its announced length, before the service hears of it", async () => {
  let reached = 0;
  const { open, stop } = await start((request, response) => {
    reached += 1;
    request.resume().on("end", () => response.end("{}"));
  });
  const limits = { "/api/auth/login": 8_192, "/api/patients": 327_680, "/api/patients/batches": 2_097_152 };
  for (const [path, bytes] of Object.entries(limits)) {
    for (const [size, expected] of [
      [bytes, 200],
      [bytes + 1, 413],
    ] as const) {
      reached = 0;
      const request = open("POST", path, {
        "content-length": size,
        ...(path.includes("login") && { authorization: "" }),
      });
      request.end(Buffer.alloc(size));
      assert.deepEqual(
        [(await answerOf(request)).status, reached],
        [expected, expected === 200 ? 1 : 0],
        `${path} ${size}`,
      );
    }
  }
  await stop();
});

test("a body of unknown length is counted while it streams and cut at the limit", async () => {
  let received = 0;
  const { promise: closed, resolve } = Promise.withResolvers<boolean>();
  const { open, stop } = await start((request) => {
    request.on("data", (chunk: Buffer) => {
      received += chunk.byteLength;
    });
    request.on("error", () => {});
    request.on("close", () => resolve(request.complete));
  });
  const request = open("POST", "/api/patients");
  const answer = answerOf(request);
  const chunk = Buffer.alloc(100_000);
  for (let i = 0; i < 11; i += 1) request.write(chunk);
  const { status, text } = await answer;
  assert.equal(status, 413);
  assert.match(text, /"type":"\/problems\/too-large"/);
  assert.equal(await closed, false, "the service never sees a whole request");
  assert.ok(received <= 1_048_576);
  request.destroy();
  await stop();
});

test("a connection serves on after a refused body", async () => {
  const { gateway, authorization, stop } = await start((_request, response) => response.end("{}"));
  const socket = connect(gateway.port, "127.0.0.1");
  const head = `Host: localhost\r\nAuthorization: ${authorization}\r\n`;
  socket.write(
    `POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n${"a".repeat(70_000)}`,
  );
  socket.write(`GET /api/patients HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  assert.deepEqual(text.match(/HTTP\/1\.1 \d{3}/g), ["HTTP/1.1 413", "HTTP/1.1 200"]);
  await stop();
});

test("a client that asks first is told to go on, or refused without sending its body", async () => {
  const { gateway, authorization, stop } = await start((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => response.end(`${request.headers.expect ?? "no expect"} ${text}`));
  });
  const ask = async (head: string, body: string) => {
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write(
      `POST /api/patients HTTP/1.1\r\nHost: localhost\r\n${head}Expect: 100-continue\r\nConnection: close\r\n\r\n`,
    );
    const [first] = await once(socket, "data");
    let text = String(first);
    if (statusOf(text) === 100) socket.write(body);
    for await (const chunk of socket) text += String(chunk);
    return text;
  };
  const taken = await ask(`Authorization: ${authorization}\r\nContent-Length: 4\r\n`, "body");
  assert.match(taken, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK[\s\S]*no expect body$/);
  assert.equal(statusOf(await ask("Content-Length: 4\r\n", "body")), 401);
  assert.equal(statusOf(await ask(`Authorization: ${authorization}\r\nContent-Length: 9999999\r\n`, "")), 413);
  await stop();
});

test("an answer without a body stays without one: 204, 304 and HEAD", async () => {
  const { open, stop } = await start((request, response) => {
    const status = Number(request.url?.split("=")[1]);
    if (status === 200) response.writeHead(200, { "content-length": 5 });
    else response.writeHead(status, status === 304 ? { etag: '"v1"' } : {});
    response.end(request.method === "HEAD" || status !== 200 ? undefined : "12345");
  });
  for (const [method, status, text] of [
    ["GET", 204, ""],
    ["GET", 304, ""],
    ["HEAD", 200, ""],
    ["GET", 200, "12345"],
  ] as const) {
    const request = open(method, `/api/patients?s=${status}`);
    request.end();
    assert.deepEqual(await answerOf(request), { status, text });
  }
  await stop();
});
