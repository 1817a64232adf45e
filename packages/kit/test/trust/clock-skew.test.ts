import assert from "node:assert/strict";
import { test } from "node:test";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { createServer as createRpcServer } from "nice-grpc";
import { createServer } from "../../src/http/server.ts";
import { createLogger } from "../../src/observe/log.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { until } from "../../src/testing/until.ts";
import { createClockSkew } from "../../src/trust/clock-skew.ts";
import { openTrust } from "../../src/trust/open-trust.ts";

test("a clock that differs by more than 30 s is told in words, one update that came late is not (TOK-3)", () => {
  const skewOf = (...lateMs: number[]) => {
    let now = 0;
    const skew = createClockSkew(() => now);
    for (const ms of lateMs) {
      now = 1_000_000 + ms;
      skew.compare(1_000_000);
    }
    return skew.complaint();
  };
  assert.equal(skewOf(), undefined);
  assert.equal(skewOf(20, 29_000), undefined);
  assert.equal(skewOf(-29_000), undefined);
  assert.equal(skewOf(10, 45_000, 12), undefined, "a loop that was busy");
  assert.equal(skewOf(45_010, 45_200), "this clock is 45 s ahead of auth's");
  assert.equal(skewOf(-3_600_000), "this clock is 3600 s behind auth's");
  assert.equal(
    skewOf(0, 45_000, 45_000, 45_000, 45_000, 45_000),
    "this clock is 45 s ahead of auth's",
    "set meanwhile",
  );
});

test("readiness tells of a wrong clock, and the service works on (TOK-3)", async (t) => {
  const server = createRpcServer();
  server.add(TrustServiceDefinition, {
    async *watchRevocations() {
      yield { snapshot: true, sentAt: BigInt(Date.now()) };
    },
    acknowledgeRevocations: async () => ({}),
    listStaffNames: async () => ({ staff: [] }),
    listPatientUsers: async () => ({ users: [] }),
    issueServiceToken: async () => ({}),
    listFacilities: async () => ({}),
  });
  const address = `127.0.0.1:${await server.listen("127.0.0.1:0")}`;
  const config = { AUTH_URL: "http://127.0.0.1:1", AUTH_RPC: address, TOKEN_ISSUER: "pms-auth", TOKEN_AUDIENCE: "pms" };
  const logger = createLogger("test", "silent");
  const trust = openTrust({ config, service: "test", logger, now: () => Date.now() - 3_600_000 });
  t.after(async () => {
    await trust.stop();
    server.forceShutdown();
  });
  const { verifier } = trust;
  const readiness = { trust: trust.ready, clock: trust.clock };
  const app = await createServer({ title: "Test", logger, metrics: createMetrics("test"), verifier, readiness });
  await until("the snapshot", trust.ready);
  const answer = await app.inject({ url: "/readyz" });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.json().status, "degraded");
  assert.match(answer.json().reasons.clock, /^this clock is 3(599|600) s behind auth's$/);
});
