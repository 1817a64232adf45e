/** What others notice of an attack with bodies: nothing (REL-8). */
import assert from "node:assert/strict";
import { Agent, request as httpRequest } from "node:http";
import { before, suite, test } from "node:test";
import { hostileBodies } from "@pms/kit/testing/hostile-bodies";
import { until } from "@pms/kit/testing/until";
import { asAdmin, samplePatient } from "./caller.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";

let system: TestSystem;
/** Of each attacker: every hostile body once. */
const bodies = Object.values(hostileBodies).flatMap((make) => [make(8_000), make(65_000)]);
const addresses = 20;
const paths = ["/api/auth/login", "/api/auth/signup", "/api/auth/refresh"];

/**
 * One connection from an address of its own, which sends one body after the other.
 * @returns the statuses of the answers.
 */
async function attack(url: URL, from: string): Promise<Map<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statuses = new Map<number, number>();
  for (let i = 0; i < bodies.length; i += 1) {
    const status = await new Promise<number>((done) => {
      const headers = { "content-type": "application/json" };
      const target = { host: url.hostname, port: url.port, path: paths[i % paths.length], method: "POST" };
      const asked = httpRequest({ ...target, headers, agent, localAddress: from }, (answer) =>
        answer.resume().on("end", () => done(answer.statusCode ?? 0)),
      );
      asked.on("error", () => done(0)).end(bodies[i]);
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
    const admin = await until("auth is ready", () => asAdmin(system).catch(() => undefined));
    const { body: patient } = await admin.post("/api/patients", samplePatient);
    const read = async () => (await admin.get(`/api/patients/${patient.id}`)).status;
    const url = new URL(system.url);
    let attacked = true;
    const attacks = Promise.all(
      Array.from({ length: addresses }, (_, index) => attack(url, `127.0.1.${index + 1}`)),
    ).finally(() => {
      attacked = false;
    });
    const reads: number[] = [];
    while (attacked) reads.push(await read());
    const answered = (await attacks).flatMap((statuses) => [...statuses]);
    assert.ok(
      answered.every(([status]) => [400, 413, 429].includes(status)),
      JSON.stringify(answered),
    );
    assert.equal(
      answered.reduce((sum, [, count]) => sum + count, 0),
      addresses * bodies.length,
      "there was an attack",
    );
    assert.ok(reads.length > 10);
    assert.deepEqual([...new Set(reads)], [200]);
  });
});
