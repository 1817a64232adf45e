import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { findFreePort } from "@pms/embedded/free-ports";
import { createServer } from "../../src/http/server.ts";
import { createLogger } from "../../src/observe/log.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { startRpcServer } from "../../src/rpc/server.ts";
import { until } from "../../src/testing/until.ts";
import { openTrust } from "../../src/trust/open-trust.ts";
import { createRevocations } from "../../src/trust/revocations.ts";
import { createVerifier, remoteKeys } from "../../src/trust/verifier.ts";
import { type KeyServer, startKeyServer } from "./key-server.ts";

const logger = createLogger("test", "silent");

/** A service with one route on patient data and one that is not. */
async function appOf(keys: KeyServer, revocations: ReturnType<typeof createRevocations>) {
  const verifier = createVerifier({ keys: remoteKeys(keys.url), issuer: "pms-auth", audience: "pms", revocations });
  const app = await createServer({ title: "Test", logger, metrics: createMetrics("test"), verifier });
  const access = { permission: "patient:read" as const };
  app.get("/patients", { config: { access, patientData: true } }, async () => ({ fine: true }));
  app.get("/other", { config: { access } }, async () => ({ fine: true }));
  return app;
}

test("when revocations are unknown for more than 3 s, patient data is 503 and the rest goes on (TOK-3)", async (t) => {
  const keys = await startKeyServer(t);
  let now = Date.now();
  const revocations = createRevocations(() => now);
  const app = await appOf(keys, revocations);
  const headers = { authorization: `Bearer ${await keys.sign()}` };
  const status = async (url: string) => (await app.inject({ url, headers })).statusCode;
  assert.equal(await status("/patients"), 503, "before the first word from auth");
  assert.equal(await status("/other"), 503, "before the first word from auth nobody is let in anywhere");
  revocations.heard();
  assert.equal(await status("/patients"), 200);
  now += 2_900;
  assert.equal(await status("/patients"), 200);
  now += 200;
  const refused = await app.inject({ url: "/patients", headers });
  assert.equal(refused.statusCode, 503);
  assert.equal(refused.headers["retry-after"], "1");
  assert.equal(await status("/other"), 200);
  revocations.heard();
  assert.equal(await status("/patients"), 200);
});

test("silence is noticed although the clock was set back (TOK-3)", async (t) => {
  const revocations = createRevocations();
  revocations.heard();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() - 3_600_000 });
  const startedAtMs = performance.now();
  while (revocations.silenceMs() < 20) {
    assert.ok(performance.now() - startedAtMs < 5_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.mock.timers.setTime(Date.now() + 7_200_000);
  assert.ok(revocations.silenceMs() > 3_000_000, "nor is a sleep of the machine taken for no time");
});

test("a revocation holds while auth is silent, and is forgotten only when its tokens have expired (TOK-3)", () => {
  let now = Date.now();
  const revocations = createRevocations(() => now);
  const forgetAfter = Math.floor(now / 1_000) + 330;
  revocations.add("dead", forgetAfter);
  revocations.add("dead", forgetAfter - 300);
  now += 320_000;
  revocations.add("another", forgetAfter + 600);
  assert.ok(revocations.isRevoked("dead"), "nothing shortens what is known");
  now += 120_000;
  revocations.add("third", forgetAfter + 600);
  assert.ok(!revocations.isRevoked("dead"));
  assert.equal(revocations.size(), 2);
});

/** Auth's side of the feed: what it has told so far, and what it tells next. */
async function startFeed(port: number, dead: string[]) {
  const forgetAfter = BigInt(Math.floor(Date.now() / 1_000) + 330);
  const tell = new EventTarget();
  const stopping = new AbortController();
  const next = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const ends = { once: true, signal: AbortSignal.any([signal, stopping.signal]) };
      tell.addEventListener("news", () => resolve(), ends);
      ends.signal.addEventListener("abort", () => resolve(), { once: true });
      setTimeout(resolve, 500);
    });
  const server = await startRpcServer({
    host: "127.0.0.1",
    port,
    logger,
    verifier: undefined,
    ready: () => true,
    service: {
      definition: TrustServiceDefinition,
      access: {
        watchRevocations: "public",
        acknowledgeRevocations: "public",
        listStaffNames: "public",
        listPatientUsers: "public",
        issueServiceToken: "public",
        listFacilities: "public",
      },
      implementation: {
        async *watchRevocations(_request, { signal }) {
          const revoked = (ids: string[]) => ids.map((sessionId) => ({ sessionId, forgetAfter }));
          let told = dead.length;
          yield { snapshot: true, revocations: revoked(dead) };
          while (!signal.aborted && !stopping.signal.aborted) {
            await next(signal);
            const news = dead.slice(told);
            told = dead.length;
            yield { snapshot: false, revocations: revoked(news) };
          }
        },
        acknowledgeRevocations: async () => ({}),
        listStaffNames: async () => ({ staff: [] }),
        listPatientUsers: async () => ({ users: [] }),
        issueServiceToken: async () => ({}),
        listFacilities: async () => ({}),
      },
    },
  });
  return {
    revoke(sessionId: string) {
      dead.push(sessionId);
      tell.dispatchEvent(new Event("news"));
    },
    async stop() {
      stopping.abort();
      server.kill();
    },
  };
}

test("a verifier is ready only with the snapshot, hears news at once, and finds auth again after a restart (TOK-3)", async (t) => {
  const keys = await startKeyServer(t);
  const [before, during, missed] = [randomUUID(), randomUUID(), randomUUID()];
  const port = await findFreePort();
  const config = {
    AUTH_URL: keys.url,
    AUTH_RPC: `127.0.0.1:${port}`,
    TOKEN_ISSUER: "pms-auth",
    TOKEN_AUDIENCE: "pms",
  };
  const trust = openTrust({ config, service: "test", logger });
  t.after(trust.stop);
  const { revocations } = trust.verifier;
  assert.equal(trust.ready(), false);
  assert.equal(revocations.silenceMs(), Number.POSITIVE_INFINITY);

  const first = await startFeed(port, [before]);
  await until("the first snapshot", trust.ready);
  assert.ok(revocations.isRevoked(before), "known by the time it is ready");
  const toldAt = performance.now();
  first.revoke(during);
  await until("what was told meanwhile", () => revocations.isRevoked(during));
  assert.ok(performance.now() - toldAt < 1_000);

  await first.stop();
  await until("auth is silent", () => revocations.silenceMs() > 700);
  assert.ok(revocations.isRevoked(before) && revocations.isRevoked(during), "what is known holds");
  const second = await startFeed(port, [before, during, missed]);
  t.after(second.stop);
  await until("what was missed", () => revocations.isRevoked(missed));
  await until("auth is heard again", () => revocations.silenceMs() < 500);
});

test("an rpc that declares no permission stops the boot (AZ-1)", async () => {
  const implementation = {
    watchRevocations: async function* () {},
    acknowledgeRevocations: async () => ({}),
    listStaffNames: async () => ({ staff: [] }),
    listPatientUsers: async () => ({ users: [] }),
    issueServiceToken: async () => ({}),
    listFacilities: async () => ({}),
  };
  const access = {
    watchRevocations: "public" as const,
    acknowledgeRevocations: "public" as const,
    listStaffNames: "public" as const,
    listPatientUsers: "public" as const,
    issueServiceToken: "public" as const,
  };
  const service = { definition: TrustServiceDefinition, implementation, access };
  const options = { host: "127.0.0.1", port: 0, logger, verifier: undefined, ready: () => true, service };
  await assert.rejects(startRpcServer(options), /ListFacilities declares no permission/);
});
