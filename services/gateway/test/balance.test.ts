import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { createBreaker } from "../src/upstreams/breaker.ts";
import { createRetryBudget } from "../src/upstreams/retry-budget.ts";
import { routesFile, startGateway, startUpstream, type TestGateway } from "./gateway-under-test.ts";

/** Two instances of patient; each counts what reaches it. */
async function startPair(handle: (name: string) => RequestListener, config: Parameters<typeof startGateway>[0] = {}) {
  const counts: Record<string, number> = { one: 0, two: 0 };
  const counted =
    (name: string): RequestListener =>
    (request, response) => {
      counts[name] = (counts[name] ?? 0) + 1;
      handle(name)(request, response);
    };
  const one = await startUpstream(counted("one"));
  const two = await startUpstream(counted("two"));
  const gateway = await startGateway({
    ...config,
    config: { PATIENT_URLS: `${one.url}, ${two.url}`, ...config.config },
  });
  const headers = await gateway.trust.as({});
  const ask = (method = "GET", body?: string) =>
    fetch(`${gateway.url}/api/patients`, { method, headers, ...(body !== undefined && { body }) });
  const stop = async () => {
    await gateway.stop();
    await Promise.all([one.stop(), two.stop()]);
  };
  return { one, two, gateway, counts, counted, ask, stop };
}
const stateOf = (gateway: TestGateway, port: number) =>
  gateway.deps.upstreams.get("patient")?.instances.find(({ name }) => name.endsWith(`:${port}`))?.health;

/** A copy of the real routes with another timeout. */
function routesWithTimeout(timeout: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "routes-")), "gateway.yaml");
  writeFileSync(file, readFileSync(routesFile, "utf8").replaceAll(/Timeout: .*/g, `Timeout: ${timeout}`));
  return file;
}

test("requests are shared out among the instances", async () => {
  const { counts, ask, stop } = await startPair(() => (_request, response) => response.end("{}"));
  for (let i = 0; i < 20; i += 1) assert.equal((await ask()).status, 200);
  assert.deepEqual(counts, { one: 10, two: 10 });
  await stop();
});

test("a busy instance gets less", async () => {
  const held: (() => void)[] = [];
  const { counts, ask, stop } = await startPair((name) => (_request, response) => {
    if (name === "one") held.push(() => response.end("{}"));
    else response.end("{}");
  });
  const slow = [ask(), ask()];
  await until("the request is at the upstream", () => held.length === 1);
  await slow[1];
  for (let i = 0; i < 10; i += 1) await ask();
  assert.deepEqual(counts, { one: 1, two: 11 });
  for (const release of held) release();
  await Promise.all(slow);
  await stop();
});

test("an instance that dies costs no request, and takes part again when it is back", async () => {
  const { one, gateway, counts, counted, ask, stop } = await startPair(
    () => (_request, response) => response.end("{}"),
  );
  await ask();
  await one.stop();
  for (let i = 0; i < 20; i += 1)
    assert.equal((await ask(i % 2 ? "POST" : "GET", i % 2 ? "{}" : undefined)).status, 200);
  assert.equal(stateOf(gateway, one.port), "down");
  const before = counts.one ?? 0;
  const again = await startUpstream(counted("one"), { port: one.port });
  await until("the instance is ready", () => stateOf(gateway, one.port) === "ready");
  for (let i = 0; i < 4; i += 1) assert.equal((await ask()).status, 200);
  assert.equal(counts.one, before + 2);
  await again.stop();
  await stop();
});

test("an instance that says it is not ready gets nothing while another is", async () => {
  let status = 200;
  const one = await startUpstream((_request, response) => response.end("one"), { readyStatus: () => status });
  const two = await startUpstream((_request, response) => response.end("two"));
  const gateway = await startGateway({ config: { PATIENT_URLS: `${one.url},${two.url}` } });
  const headers = await gateway.trust.as({});
  const ask = async () => (await fetch(`${gateway.url}/api/patients`, { headers })).text();
  status = 503;
  await until("the instance is not ready", () => stateOf(gateway, one.port) === "not-ready");
  for (let i = 0; i < 4; i += 1) assert.equal(await ask(), "two");
  await two.stop();
  assert.equal(await ask(), "one", "alone, it speaks for itself");
  await gateway.stop();
  await one.stop();
});

test("a GET that broke before an answer is tried on the other instance", async () => {
  const { counts, ask, stop } = await startPair((name) => (request, response) => {
    if (name === "one") request.socket.destroy();
    else response.end("two");
  });
  for (let i = 0; i < 4; i += 1) assert.equal(await (await ask()).text(), "two");
  assert.ok((counts.one ?? 0) > 0);
  await stop();
});

test("a POST that reached a service is never sent twice", async () => {
  const seen: string[] = [];
  const { ask, stop } = await startPair(() => (request) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      seen.push(text);
      request.socket.destroy();
    });
  });
  for (const body of [randomUUID(), "", randomUUID()]) {
    const answer = await ask("POST", body);
    assert.equal(answer.status, 502);
    assert.equal(((await answer.json()) as { type: string }).type, "/problems/bad-gateway");
    assert.equal(seen.filter((text) => text === body).length, 1);
  }
  await stop();
});

test("an instance that fails again and again is left out for a while, even though its probes succeed", async () => {
  const { counts, gateway, ask, stop } = await startPair((name) => (request, response) => {
    if (name === "one") request.socket.destroy();
    else response.end("two");
  });
  for (let i = 0; i < 8; i += 1) await ask();
  const [first] = gateway.deps.upstreams.get("patient")?.instances ?? [];
  assert.ok((first?.ejectedUntilMs ?? 0) > performance.now());
  const before = counts.one;
  for (let i = 0; i < 6; i += 1) await ask();
  assert.equal(counts.one, before);
  await stop();
});

test("all instances down: 503 with Retry-After, and 200 again within seconds of their return", async () => {
  const { one, two, gateway, counted, ask, stop } = await startPair(() => (_request, response) => response.end("{}"));
  await Promise.all([one.stop(), two.stop()]);
  const answer = await ask("POST", "{}");
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "1");
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const again = await startUpstream(counted("one"), { port: one.port });
  await until("somebody answers", async () => (await ask()).status === 200);
  assert.equal(stateOf(gateway, two.port), "down");
  await again.stop();
  await stop();
});

test("a service that does not answer in time: 504, and the request is given up there", async () => {
  let abandoned = 0;
  const { counts, ask, stop } = await startPair(
    () => (_request, response) => {
      response.on("close", () => {
        abandoned += 1;
      });
    },
    { config: { ROUTES_FILE: routesWithTimeout("300 ms") } },
  );
  const answer = await ask();
  assert.equal(answer.status, 504);
  assert.equal(((await answer.json()) as { type: string }).type, "/problems/timed-out");
  await until("the request is abandoned", () => abandoned === 1);
  assert.equal((counts.one ?? 0) + (counts.two ?? 0), 1, "not tried again");
  await stop();
});

test("more at once than the instances may have: 503 with Retry-After, and the rest is served", async () => {
  const held: (() => void)[] = [];
  const { ask, stop } = await startPair(() => (_request, response) => held.push(() => response.end("{}")), {
    config: { UPSTREAM_REQUESTS_MAX: 2 },
  });
  const waiting = [ask(), ask(), ask(), ask()];
  await until("four requests are at the upstream", () => held.length === 4);
  const refused = await ask();
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "1"]);
  for (const release of held) release();
  for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 200);
  await stop();
});

test("an error that a service answers is passed on and is no reason to leave it out", async () => {
  const { gateway, ask, stop } = await startPair(() => (_request, response) => response.writeHead(500).end("{}"));
  for (let i = 0; i < 10; i += 1) assert.equal((await ask()).status, 500);
  for (const { failures, health } of gateway.deps.upstreams.get("patient")?.instances ?? [])
    assert.deepEqual([failures, health], [0, "ready"]);
  await stop();
});

test("the circuit opens when most requests fail, lets single ones try, and closes on the first success", () => {
  const breaker = createBreaker();
  for (let i = 0; i < 19; i += 1) breaker.failed(0);
  assert.equal(breaker.allows(0), true);
  assert.equal(breaker.failed(0), true);
  assert.equal(breaker.allows(1_999), false);
  assert.deepEqual([breaker.allows(2_000), breaker.allows(2_001), breaker.allows(2_250)], [true, false, true]);
  breaker.succeeded();
  assert.equal(breaker.allows(2_251), true);
});

test("few failures among many successes leave the circuit closed", () => {
  const breaker = createBreaker();
  for (let i = 0; i < 1_000; i += 1) {
    breaker.succeeded();
    if (i % 3 === 0) breaker.failed(i);
  }
  assert.equal(breaker.isOpen(), false);
});

test("retries are a fifth of the requests at most, beyond a reserve", () => {
  const budget = createRetryBudget(2, 0.2);
  assert.deepEqual([budget.spend(), budget.spend(), budget.spend()], [true, true, false]);
  for (let i = 0; i < 5; i += 1) budget.earn();
  assert.deepEqual([budget.spend(), budget.spend()], [true, false]);
});
