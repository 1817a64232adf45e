import assert from "node:assert/strict";
import { hostname } from "node:os";
import { after, before, test } from "node:test";
import { sendRaw, startGateway, statusOf, type TestGateway } from "./gateway-under-test.ts";

/** What `/api/nothing` answers when the host is ours. */
const passes = 404;
const ask = (gateway: TestGateway, host: string, path = "/api/nothing", method = "POST", more = "") =>
  sendRaw(
    gateway.port,
    `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}Content-Length: 0\r\nConnection: close\r\n\r\n`,
  );

let local: TestGateway;
let named: TestGateway;
let proxied: TestGateway;
before(async () => {
  local = await startGateway();
  named = await startGateway({ config: { PUBLIC_URL: "https://clinic.example, http://records.clinic.example:8080" } });
  proxied = await startGateway({
    config: { PUBLIC_URL: "https://clinic.example", TRUSTED_PROXIES: "127.0.0.1" },
  });
});
after(() => Promise.all([local, named, proxied].map((gateway) => gateway.stop())));

for (const host of [
  ...["localhost", "localhost:8080", "pms.localhost", "127.0.0.1:8080", "[::1]:8080", "192.168.1.20", "[fd00::1]"],
  ...["gateway", "clinic-server:8080", hostname(), `${hostname()}.local`],
])
  test(`without PUBLIC_URL the machine is reached as ${host}`, async () => {
    assert.equal(statusOf(await ask(local, host)), passes);
  });

for (const host of [
  "evil.example",
  "127.0.0.1.evil.example:8080",
  "localhost.evil.example",
  "ev%69l.example",
  "evil.example.",
])
  test(`a foreign name that leads here is refused in words: ${host}`, async () => {
    for (const gateway of [local, named]) {
      const answer = await ask(gateway, host);
      assert.equal(statusOf(answer), 421);
      assert.match(answer, /"type":"\/problems\/misdirected".*PUBLIC_URL/);
      assert.ok(!answer.includes("evil"), "it is not repeated");
      assert.equal(statusOf(await ask(gateway, host, "/", "GET")), 421, "the pages neither");
    }
  });

test("with PUBLIC_URL its hosts alone are served, whatever the port and the case", async () => {
  for (const host of ["clinic.example", "Clinic.Example:443", "clinic.example.", "records.clinic.example:8080"])
    assert.equal(statusOf(await ask(named, host)), passes, host);
  for (const host of ["gateway", "192.168.1.20", "other.clinic.example"])
    assert.equal(statusOf(await ask(named, host)), 421, host);
});

test("the machine's own programs go on, and a probe may come by any name", async () => {
  assert.equal(statusOf(await ask(named, "localhost:8080")), passes);
  assert.equal(statusOf(await ask(named, "10.1.2.3:8080", "/livez", "GET")), 200);
  assert.notEqual(statusOf(await ask(named, "10.1.2.3:8080", "/readyz", "GET")), 421);
});

test("behind a proxy the same holds", async () => {
  const from = "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n";
  assert.equal(statusOf(await ask(proxied, "clinic.example", "/api/nothing", "POST", from)), passes);
  assert.equal(statusOf(await ask(proxied, "evil.example", "/api/nothing", "POST", from)), 421);
});
