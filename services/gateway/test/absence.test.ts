/**
 * Services that stop without ending, end and come back, or say what is wrong with them: how long
 * anybody waits.
 */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { drainAndClose } from "@pms/kit/http/drain";
import { createServer } from "@pms/kit/http/server";
import { createLogger } from "@pms/kit/observe/log";
import { createMetrics } from "@pms/kit/observe/metrics";
import { until } from "@pms/kit/testing/until";
import { startGateway, startUpstream, type TestGateway } from "./gateway-under-test.ts";

type TestContext = { after(fn: () => unknown): void };

/**
 * The time in which this process, with the gateway in it, got to run: that the machine had other
 * things to do is not held against it.
 */
let livelyMs = 0;
const stepMs = 20;
setInterval(() => {
  livelyMs += stepMs;
}, stepMs).unref();

const program = fileURLToPath(new URL("./upstream-process.ts", import.meta.url));

async function forkUpstream(t: TestContext, name: string, port = 0) {
  const child = fork(program, [name, String(port)]);
  t.after(() => child.kill("SIGKILL"));
  const [listens] = await once(child, "message");
  return { child, port: Number(listens), url: `http://127.0.0.1:${listens}` };
}

async function openGateway(t: TestContext, urls: string) {
  const gateway = await startGateway({ config: { PATIENT_URLS: urls } });
  t.after(() => gateway.stop());
  const headers = await gateway.trust.as({});
  const ask = async (method = "GET", query = "") => {
    const startedAtMs = livelyMs;
    const body = method === "GET" ? {} : { body: "{}" };
    const answer = await fetch(`${gateway.url}/api/patients${query}`, { method, headers, ...body });
    return { status: answer.status, text: await answer.text(), answer, tookMs: livelyMs - startedAtMs };
  };
  const health = () => gateway.deps.upstreams.get("patient")?.instances.map((instance) => instance.health);
  await until("every instance is ready", () => health()?.every((state) => state === "ready") ?? false);
  return { gateway, ask, health };
}

test("of a stopped instance reads go to the other within seconds, and what was written there is answered in words (REL-8)", async (t) => {
  const one = await forkUpstream(t, "one");
  const two = await forkUpstream(t, "two");
  const { ask, health } = await openGateway(t, `${one.url},${two.url}`);
  one.child.kill("SIGSTOP");
  // So long that none is answered before all are on their way: else the one that answers could get them all.
  const writes = Array.from({ length: 8 }, () => ask("POST", "?delayMs=300"));
  const asked = await Promise.all([...writes, ask(), ask(), ask(), ask()]);
  assert.deepEqual(
    asked.slice(8).map(({ status, text }) => [status, text]),
    Array(4).fill([200, "two"]),
  );
  // The stopped one looks as idle as the other, so it has its share.
  const posts = new Set(asked.slice(0, 8).map(({ status }) => status));
  assert.deepEqual([...posts].sort(), [200, 503]);
  assert.match(asked.find(({ status }) => status === 503)?.text ?? "", /not known: send the same again/);
  for (const { tookMs } of asked) assert.ok(tookMs < 4_000, `${tookMs} ms`);
  await until("the stopped one alone is silent", () => health()?.join() === "silent,ready");
  for (let i = 0; i < 6; i += 1) assert.ok((await ask("POST")).tookMs < 1_000);
  one.child.kill("SIGCONT");
  await until("the stopped instance is ready again", () => health()?.[0] === "ready");
});

test("a stopped service that is alone answers 503 with Retry-After within seconds, and 200 when it goes on (REL-8)", async (t) => {
  const only = await forkUpstream(t, "only");
  const { gateway, ask, health } = await openGateway(t, only.url);
  only.child.kill("SIGSTOP");
  const first = await ask();
  assert.deepEqual([first.status, first.answer.headers.get("retry-after")], [503, "1"]);
  assert.ok(first.tookMs < 4_000, `${first.tookMs} ms`);
  assert.match((await readyz(gateway)).reasons.patient ?? "", /does not answer its probe/);
  const next = await ask("POST");
  assert.equal(next.status, 503);
  assert.ok(next.tookMs < 1_000, `${next.tookMs} ms`);
  only.child.kill("SIGCONT");
  await until("the service is ready again", () => health()?.[0] === "ready");
  assert.equal((await ask("POST")).status, 200);
});

test("a request that takes its time is waited for, as its instance answers the probe", async (t) => {
  const slow = await forkUpstream(t, "slow");
  const { ask, health } = await openGateway(t, slow.url);
  const { status, text } = await ask("GET", "?delayMs=4000");
  assert.deepEqual([status, text], [200, "slow"]);
  assert.deepEqual(health(), ["ready"]);
});

test("a read waits for a service that starts again, a write is told at once (REL-7)", async (t) => {
  const before = await forkUpstream(t, "before");
  const { ask } = await openGateway(t, before.url);
  before.child.kill("SIGKILL");
  await once(before.child, "exit");
  const read = ask();
  const write = await ask("POST");
  assert.deepEqual([write.status, write.answer.headers.get("retry-after")], [503, "1"]);
  assert.ok(write.tookMs < 1_000);
  await forkUpstream(t, "after", before.port);
  assert.deepEqual([(await read).status, (await read).text], [200, "after"]);
});

test("a service that is told to stop fails no request while another instance is there (REL-7)", async (t) => {
  const open = async (name: string) => {
    const logger = createLogger(name, "silent");
    const { trust } = gateway;
    const app = await createServer({ title: name, logger, metrics: createMetrics(name), verifier: trust.verifier });
    const route = { config: { access: { public: true as const } } };
    app.get("/api/patients", route, async () => name);
    app.post("/api/patients", route, async () => name);
    return app;
  };
  const urls = await Promise.all([startUpstream(() => {}), startUpstream(() => {})]);
  await Promise.all(urls.map(({ stop }) => stop()));
  const gateway = await startGateway({ config: { PATIENT_URLS: urls.map(({ url }) => url).join() } });
  t.after(() => gateway.stop());
  const apps = await Promise.all([open("one"), open("two")]);
  await Promise.all(apps.map((app, index) => app.listen({ port: urls[index]?.port ?? 0, host: "127.0.0.1" })));
  t.after(() => Promise.all(apps.map((app) => app.close())));
  const instances = gateway.deps.upstreams.get("patient")?.instances ?? [];
  await until("both instances are ready", () => instances.every(({ health }) => health === "ready"));
  const headers = { ...(await gateway.trust.as({})), "content-type": "application/json" };
  const answers: string[] = [];
  let working = true;
  const work = async (method: string) => {
    const body = method === "POST" ? { body: "{}" } : {};
    while (working) {
      const answer = await fetch(`${gateway.url}/api/patients`, { method, headers, ...body });
      answers.push(`${answer.status} ${await answer.text()}`);
    }
  };
  const workers = ["GET", "POST", "GET", "POST"].map(work);
  await until("both instances have answered", () => answers.includes("200 one") && answers.includes("200 two"));
  const [one] = apps;
  if (one) await drainAndClose(one);
  const count = answers.length;
  await until("fifty more answers", () => answers.length > count + 50);
  working = false;
  await Promise.all(workers);
  assert.deepEqual([...new Set(answers)].sort(), ["200 one", "200 two"]);
});

test("/readyz passes on in words what a service says is wrong with it", async (t) => {
  const reasons = { database: "the disk of the database is full: what is written is refused" };
  const full = await startUpstream(() => {}, { readyBody: { status: "degraded", reasons } });
  t.after(() => full.stop());
  const { gateway } = await openGateway(t, full.url);
  const { checks, reasons: told } = await readyz(gateway);
  assert.equal(checks.patient, "degraded");
  assert.equal(told.patient, reasons.database);
  assert.match(told.billing ?? "", /nobody listens/);
});

async function readyz(gateway: TestGateway) {
  const answer = await fetch(`${gateway.url}/readyz`);
  return (await answer.json()) as { checks: Record<string, string>; reasons: Record<string, string> };
}
