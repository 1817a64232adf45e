import assert from "node:assert/strict";
import { test } from "node:test";
import { PatientPatch, PatientWrite, recordMaxBytes } from "@pms/contracts/patients/record";
import { createServer } from "../src/http/server.ts";
import { createLogger } from "../src/observe/log.ts";
import { createMetrics } from "../src/observe/metrics.ts";
import { hostileBodies } from "../src/testing/hostile-bodies.ts";
import { createTestTrust } from "../src/testing/tokens.ts";
import { bodyChecker } from "../src/validation/validator.ts";

const trust = await createTestTrust();
const app = await createServer({
  title: "Test",
  logger: createLogger("test", "silent"),
  metrics: createMetrics("test"),
  verifier: trust.verifier,
});
const config = { access: { public: true as const } };
const taken = async () => ({ taken: true });
app.post("/records", { config, bodyLimit: recordMaxBytes, schema: { body: PatientWrite } }, taken);
app.patch("/records", { config, bodyLimit: recordMaxBytes, schema: { body: PatientPatch } }, taken);

/** As much as a record may hold. */
const contact = { name: "N".repeat(200), relationship: "r".repeat(100), phoneNumber: "5".repeat(50), guarantor: true };
const coverage = { payer: "p".repeat(200), memberId: "m".repeat(100), plan: "l".repeat(200), rank: 1 };
const full = JSON.stringify({
  firstName: "F".repeat(100),
  lastName: "L".repeat(100),
  dateOfBirth: "1990-01-01",
  contacts: Array.from({ length: 20 }, () => contact),
  coverages: Array.from({ length: 20 }, () => coverage),
  identifiers: Array.from({ length: 20 }, () => ({ system: "s".repeat(200), value: "v".repeat(200) })),
});

const send = (payload: string, method: "POST" | "PATCH" = "POST") =>
  app.inject({ method, url: "/records", headers: { "content-type": "application/json" }, payload });

for (const method of ["POST", "PATCH"] as const)
  test(`every body that costs most to refuse is refused in few words: ${method} (REL-8)`, async () => {
    assert.equal((await send(full, method)).statusCode, 200);
    for (const [name, make] of Object.entries(hostileBodies)) {
      const body = make(full.length);
      assert.ok(Math.abs(Buffer.byteLength(body) - full.length) < 1_100, `${name}: ${Buffer.byteLength(body)} bytes`);
      const answer = await send(body, method);
      assert.ok([400, 413].includes(answer.statusCode), `${name}: ${answer.statusCode}`);
      assert.ok(answer.body.length < 10_000, `${name}: an answer of ${answer.body.length}`);
    }
  });

test("a form hears of every field that is wrong, and something larger than any form of its first fault", () => {
  const check = bodyChecker(PatientWrite);
  const wrong = check({ firstName: "", sex: "x", contacts: [{ name: "A" }], coverages: [{ payer: 1 }], role: "admin" });
  assert.deepEqual(wrong.map(({ pointer }) => pointer).sort(), [
    ...["/contacts/0/relationship", "/coverages/0/payer", "/firstName", "/role", "/sex"],
  ]);
  assert.equal(check({ contacts: Array.from({ length: 600 }, () => ({})) }).length, 1);
  assert.equal(check({ firstName: "", sex: "x" }, 1).length, 1);
});
