/** What others notice of an attack with bodies: nothing (REL-8). */
import assert from "node:assert/strict";
import { Agent, request as httpRequest } from "node:http";
import { before, suite, test } from "node:test";
import { hostileBodies } from "@pms/kit/testing/hostile-bodies";
import { asAdmin, until as eventually, samplePatient } from "./caller.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";

let system: TestSystem;
const attackMs = 6_000;
const paths = ["/api/auth/login", "/api/auth/signup", "/api/auth/refresh"];

/**
 * One connection from an address of its own, which sends one body after the other.
 * @returns the statuses of the answers.
 */
async function attack(url: URL, from: string, until: number): Promise<Map<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statuses = new Map<number, number>();
  const bodies = Object.values(hostileBodies).flatMap((make) => [make(8_000), make(65_000)]);
  for (let i = 0; Date.now() < until; i += 1) {
    const status = await new Promise<number>((done) => {
      const headers = { "content-type": "application/json" };
      const target = { host: url.hostname, port: url.port, path: paths[i % paths.length], method: "POST" };
      const asked = httpRequest({ ...target, headers, agent, localAddress: from }, (answer) =>
        answer.resume().on("end", () => done(answer.statusCode ?? 0)),
      );
      asked.on("error", () => done(0)).end(bodies[i % bodies.length]);
    });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  agent.destroy();
  return statuses;
}

suite("a flood of bodies", () => {
  before(async () => {
    system = await sharedSystem();
  });

  test("reads of others are unharmed while twenty addresses send what costs most to refuse (REL-8)", async () => {
    const admin = await eventually("auth is ready", () => asAdmin(system).catch(() => undefined), 60_000);
    const { body: patient } = await admin.post("/api/patients", samplePatient);
    const until = Date.now() + attackMs;
    const url = new URL(system.url);
    const attacks = Array.from({ length: 20 }, (_, index) => attack(url, `127.0.1.${index + 1}`, until));
    const reads: number[] = [];
    while (Date.now() < until) reads.push((await admin.get(`/api/patients/${patient.id}`)).status);
    const answered = (await Promise.all(attacks)).flatMap((statuses) => [...statuses]);
    assert.ok(
      answered.every(([status]) => [400, 413, 429].includes(status)),
      JSON.stringify(answered),
    );
    assert.ok(answered.reduce((sum, [, count]) => sum + count, 0) > 200, "there was an attack");
    assert.ok(reads.length > 10);
    assert.deepEqual([...new Set(reads)], [200]);
  });
});
