import assert from "node:assert/strict";
import { type ClientRequest, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { withRawBodies } from "../src/http/raw-bodies.ts";
import { addRoute } from "../src/http/route.ts";
import { createServer } from "../src/http/server.ts";
import { createLogger } from "../src/observe/log.ts";
import { createMetrics } from "../src/observe/metrics.ts";
import { createTestTrust } from "../src/testing/tokens.ts";
import { until } from "../src/testing/until.ts";

const bodyLimit = 10_485_760;
const { verifier } = await createTestTrust();
const app = await createServer({
  title: "Test",
  logger: createLogger("test", "fatal", { write: () => undefined }),
  metrics: createMetrics("test"),
  verifier,
});
const declared = { operationId: "x", summary: "x", tags: [], access: "public" } as const;
withRawBodies(app, ["image/png"], (scope) =>
  addRoute(scope, {
    method: "POST",
    url: "/files",
    ...declared,
    bodyLimit,
    handler: async ({ body }) => ({ bytes: Buffer.isBuffer(body) ? body.byteLength : -1 }),
  }),
);
addRoute(app, { method: "POST", url: "/things", ...declared, handler: async ({ body }) => ({ body }) });
await app.listen({ host: "127.0.0.1", port: 0 });
after(() => app.close());
const { port } = app.server.address() as AddressInfo;

const send = (payload: Buffer | string, headers: Record<string, string>, url = "/files") =>
  app.inject({ method: "POST", url, payload, headers });

test("a file is taken as its bytes, whatever they are; other routes take JSON as before", async () => {
  const bytes = Buffer.from([0x00, 0xff, 0x7b]);
  for (const type of ["image/png", "application/octet-stream"])
    assert.deepEqual((await send(bytes, { "content-type": type })).json(), { bytes: 3 });
  const json = { "content-type": "application/json" };
  assert.equal((await send("{}", json)).statusCode, 415);
  assert.equal((await send("x", { "content-type": "text/html" })).statusCode, 415);
  assert.equal((await send("x", { "content-type": "image/png", "content-encoding": "gzip" })).statusCode, 415);
  assert.equal((await send("x", { "content-type": "image/png" }, "/things")).statusCode, 415);
  assert.deepEqual((await send('{"a":1}', json, "/things")).json(), { body: { a: 1 } });
  assert.equal((await send(Buffer.alloc(bodyLimit + 1), { "content-type": "image/png" })).statusCode, 413);
});

test("files that are on their way together take no more than there is room for, and give it back (REL-8)", async () => {
  const begun: ClientRequest[] = [];
  const begin = () =>
    new Promise<number>((resolve) => {
      const headers = { "content-type": "image/png", "content-length": bodyLimit };
      const request = httpRequest({ port, method: "POST", path: "/files", headers, agent: false });
      request.on("response", (response) => resolve(response.statusCode ?? 0)).on("error", () => resolve(0));
      request.write("x");
      begun.push(request);
    });
  const waiting = Array.from({ length: 6 }, begin);
  await until("the seventh is refused", async () => {
    const { statusCode, headers } = await send(Buffer.alloc(bodyLimit), { "content-type": "image/png" });
    return statusCode === 503 && headers["retry-after"] === "1";
  });
  for (const request of begun) request.destroy();
  await Promise.all(waiting);
  await until("there is room again", async () => {
    const { statusCode } = await send(Buffer.alloc(bodyLimit), { "content-type": "image/png" });
    return statusCode === 200;
  });
});
