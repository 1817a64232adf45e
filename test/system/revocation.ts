/**
 * What holds of revocations and keys when it matters: under load, with a blocked loop, with a
 * frozen service.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { createLogger } from "@pms/kit/observe/log";
import { loadConfig } from "@pms/kit/process/config";
import { until } from "@pms/kit/testing/until";
import { start as startGateway } from "../../services/gateway/src/app.ts";
import { config as gatewayConfig } from "../../services/gateway/src/config.ts";
import { asAdmin, type Caller, callerWith, logIn, newUser, request, samplePatient } from "./caller.ts";
import type { TestSystem } from "./start-system.ts";
import { inspectPort, unlimitedSystem } from "./unlimited-system.ts";

const run = promisify(execFile);
let system: TestSystem;
let otherGateway: string;
let stopGateway: () => Promise<void>;

before(async () => {
  system = await unlimitedSystem();
  const at = (name: "auth" | "patient" | "billing" | "analytics") => `http://127.0.0.1:${system.ports[name].http}`;
  const settings = loadConfig(gatewayConfig, {
    PORT: "0",
    ADMIN_PORT: "0",
    AUTH_URL: at("auth"),
    AUTH_RPC: `127.0.0.1:${system.ports.auth.rpc}`,
    AUTH_URLS: at("auth"),
    PATIENT_URLS: at("patient"),
    BILLING_URLS: at("billing"),
    ANALYTICS_URLS: at("analytics"),
    RATE_LIMITS: "off",
    WEB_DIR: "web/dist",
  });
  const gateway = await startGateway(settings, createLogger("gateway", "silent"));
  stopGateway = gateway.stop;
  otherGateway = `http://127.0.0.1:${gateway.ports.port}`;
});
after(() => stopGateway());

const pidOf = (name: "auth" | "patient") => system.services.get(name)?.pid() ?? assert.fail(`${name} does not run`);

/**
 * Runs a statement on the main loop of a service, through the debugger that Node opens on SIGUSR1.
 */
async function runInside(pid: number, expression: string): Promise<void> {
  process.kill(pid, "SIGUSR1");
  const [{ webSocketDebuggerUrl }] = await until("the debugger", async () =>
    fetch(`http://127.0.0.1:${inspectPort}/json/list`).then(
      (answer) => answer.json() as Promise<{ webSocketDebuggerUrl: string }[]>,
      () => undefined,
    ),
  ).then((targets): [{ webSocketDebuggerUrl: string }] => [targets[0] ?? assert.fail("no target")]);
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const answered = new Promise((resolve) => socket.addEventListener("message", resolve));
  socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } }));
  await answered;
  socket.close();
}

test("with auth's loop blocked for 5 s, patients are read on as if nothing were (REL-8, TOK-3)", async () => {
  const admin = await asAdmin(system);
  const { body: patient } = await admin.post("/api/patients", samplePatient);
  const read = () => admin.get(`/api/patients/${patient.id}`);
  assert.equal((await read()).status, 200);
  let blocked = true;
  const blocking = runInside(pidOf("auth"), "for (const end = Date.now() + 5000; Date.now() < end; );").finally(() => {
    blocked = false;
  });
  const statuses: number[] = [];
  const startedAt = Date.now();
  while (blocked) statuses.push((await read()).status);
  await blocking;
  assert.ok(Date.now() - startedAt > 4_500, "it was blocked");
  assert.ok(statuses.length > 50, `${statuses.length} reads`);
  assert.deepEqual([...new Set(statuses)], [200]);
  // The gateways have taken auth for stopped, and what comes next signs in.
  for (const gateway of [system.url, otherGateway])
    await until(
      "auth answers again",
      async () => (await callerWith(gateway, admin.token).get("/api/auth/me")).status === 200,
    );
});

/** Every door at which a token is shown. */
function doors(token: string): Record<string, () => Promise<{ status: number }>> {
  const at = (name: "auth" | "patient" | "billing" | "analytics") =>
    callerWith(`http://127.0.0.1:${system.ports[name].http}`, token);
  const [near, far] = [callerWith(system.url, token), callerWith(otherGateway, token)];
  return {
    "gateway, a write": () => near.post("/api/patients", samplePatient),
    "other gateway, a write": () => far.post("/api/patients", samplePatient),
    gateway: () => near.get("/api/patients"),
    "other gateway": () => far.get("/api/patients"),
    auth: () => at("auth").get("/api/auth/me"),
    "patient, a write": () => at("patient").post("/api/patients", samplePatient),
    patient: () => at("patient").get("/api/patients"),
    billing: () => at("billing").get("/api/billing/accounts"),
    analytics: () => at("analytics").get("/api/analytics/reports/registrations?granularity=year"),
  };
}

/**
 * Knocks at all doors without a pause until told to stop; tells which let the token in after
 * `endedAt`.
 */
function knock(token: string) {
  const letIn: { door: string; sentAt: number }[] = [];
  let stopped = false;
  const working = Object.entries(doors(token)).map(async ([door, ask]) => {
    while (!stopped) {
      const sentAt = performance.now();
      // A test that has failed leaves it to the end of the system.
      const { status } = await ask().catch(() => ({ status: 0 }));
      if (status === 0) return;
      if (status !== 401) letIn.push({ door, sentAt });
    }
  });
  return async (endedAt: number) => {
    stopped = true;
    await Promise.all(working);
    assert.ok(
      letIn.some(({ sentAt }) => sentAt < endedAt),
      "it was let in before",
    );
    return letIn.filter(({ sentAt }) => sentAt > endedAt).map(({ door }) => door);
  };
}

async function changeRoles(admin: Caller, userId: string, roles: string[]): Promise<number> {
  const { body: user } = await admin.get(`/api/users/${userId}`);
  const changed = await admin.call("PATCH", `/api/users/${userId}`, { roles }, { "if-match": `"v${user.version}"` });
  assert.equal(changed.status, 200, changed.text);
  return performance.now();
}

test("in 50 rounds at load no door takes a token after the answer that ended it (TOK-5)", async () => {
  const admin = await asAdmin(system);
  const user = await newUser(system, admin, "front-desk", "all");
  for (let round = 0; round < 50; round += 1) {
    const { token } = round === 0 ? user : await logIn(system, user.email, user.password);
    const stop = knock(token);
    await Promise.all(Object.values(doors(token)).map((ask) => ask()));
    const ends = [
      () => changeRoles(admin, user.userId, [round % 2 ? "front-desk" : "clinician"]),
      () =>
        callerWith(otherGateway, token)
          .post("/api/auth/logout")
          .then(() => performance.now()),
    ];
    const endedAt = await ends[round % 5 === 4 ? 1 : 0]?.();
    await Promise.all(Object.values(doors(token)).map((ask) => ask()));
    assert.deepEqual(await stop(endedAt ?? 0), [], `round ${round}`);
  }
});

test("a service that was frozen meanwhile takes no token either when it goes on (TOK-5)", async () => {
  const admin = await asAdmin(system);
  const user = await newUser(system, admin, "front-desk", "all");
  const patient = callerWith(`http://127.0.0.1:${system.ports.patient.http}`, user.token);
  assert.equal((await patient.get("/api/patients")).status, 200);
  process.kill(pidOf("patient"), "SIGSTOP");
  const sentBefore = performance.now();
  // Asked while nothing moves: answered when it goes on.
  const [endedAt] = await Promise.all([
    changeRoles(admin, user.userId, ["clinician"]).finally(() => process.kill(pidOf("patient"), "SIGCONT")),
  ]);
  assert.ok(endedAt - sentBefore < 5_000, `${Math.round(endedAt - sentBefore)} ms`);
  assert.notEqual((await patient.get("/api/patients")).status, 200);
  await until("it hears auth again", async () => (await patient.get("/api/patients")).status === 401);
});

const keys = (...args: string[]) =>
  run(process.execPath, ["local/src/keys.ts", ...args], {
    env: { ...process.env, PMS_DATA_DIR: system.dataDirectory, DATABASE_URL: "" },
  });
const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;

test("a withdrawn key's tokens are refused everywhere, sessions go on, and no other token meets a 401 (TOK-7)", async () => {
  const before = await asAdmin(system);
  const kid = kidOf(before.token);
  await assert.rejects(keys("withdraw", "-begins-with-a-dash"), /There is no such key/);
  await keys("rotate");
  const rotated = await asAdmin(system);
  assert.notEqual(kidOf(rotated.token), kid);
  for (const [door, ask] of Object.entries(doors(before.token))) assert.notEqual((await ask()).status, 401, door);

  const stop = knock(rotated.token);
  const { stdout } = await keys("withdraw", kid);
  const endedAt = performance.now();
  assert.match(stdout, /every service refuses/);
  for (const [door, ask] of Object.entries(doors(before.token))) assert.equal((await ask()).status, 401, door);
  const again = await request(system.url, "POST", "/api/auth/refresh", { refreshToken: before.tokens.refreshToken });
  assert.equal(again.status, 200, again.text);
  for (const [door, ask] of Object.entries(doors(again.body.accessToken)))
    assert.notEqual((await ask()).status, 401, door);
  const lettingIn = await stop(endedAt);
  assert.ok(lettingIn.length > 0, "the other key's tokens are taken on");

  const signer = kidOf(again.body.accessToken);
  await keys("withdraw", signer);
  const fresh = await asAdmin(system);
  assert.notEqual(kidOf(fresh.token), signer);
  for (const [door, ask] of Object.entries(doors(fresh.token))) assert.notEqual((await ask()).status, 401, door);
  for (const [door, ask] of Object.entries(doors(rotated.token))) assert.equal((await ask()).status, 401, door);
  assert.match((await keys("list")).stdout, new RegExp(`${kid}  withdrawn, refused since`));
});
