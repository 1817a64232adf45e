import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { signIn } from "../src/api-client.ts";

/**
 * A system that answers each path with these statuses in turn, and with the last one from then on.
 */
async function startServer(t: TestContext, answers: Readonly<Record<string, number[]>>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(`${path} ${request.headers.authorization ?? ""}`.trim());
    const left = answers[path] ?? [200];
    const status = (left.length > 1 ? left.shift() : left[0]) ?? 200;
    const number = asked.filter((line) => line.startsWith("/api/auth")).length;
    const tokens = { accessToken: `access-${number}`, refreshToken: `refresh-${number}` };
    response.writeHead(status).end(JSON.stringify(status === 200 ? tokens : { title: "Not now", status }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

test("a call outlives a restart of the system in which its token ends", async (t) => {
  const { url, asked } = await startServer(t, {
    "/api/patients": [503, 503, 401, 200],
    "/api/auth/refresh": [503],
    "/api/auth/login": [200, 503, 200],
  });
  const api = await signIn(url, "admin@example.org", "secret");
  await api.get("/api/patients");
  assert.deepEqual(asked, [
    "/api/auth/login",
    ...Array(3).fill("/api/patients Bearer access-1"),
    ...["/api/auth/refresh", "/api/auth/login", "/api/auth/refresh", "/api/auth/login"],
    "/api/patients Bearer access-5",
  ]);
});

test("a token that is refused again and again, and a renewal that is, end the call with 401", async (t) => {
  const { url, asked } = await startServer(t, { "/api/patients": [401] });
  const api = await signIn(url, "admin@example.org", "secret");
  await assert.rejects(api.get("/api/patients"), { name: "ApiError", message: /^401/ });
  assert.equal(asked.filter((line) => line.startsWith("/api/patients")).length, 3);

  const gone = await startServer(t, {
    "/api/patients": [401],
    "/api/auth/refresh": [401],
    "/api/auth/login": [200, 401],
  });
  const other = await signIn(gone.url, "admin@example.org", "secret");
  await assert.rejects(other.get("/api/patients"), { name: "ApiError", message: /^401/ });
  assert.equal(gone.asked.filter((line) => line.startsWith("/api/auth/login")).length, 2);
});
