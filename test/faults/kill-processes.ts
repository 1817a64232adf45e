/**
 * The promise of the system, run on either event log: whatever dies in the middle, no acknowledged
 * patient is missing, each has exactly one account, and each is counted once in analytics (REL-1,
 * REL-3).
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@pms/kit/testing/until";
import { type ServiceName, serviceNames } from "../../local/src/ports.ts";
import { asAdmin, type Caller, request, samplePatient } from "../system/caller.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";

type Victim = ServiceName | "postgres" | "kafka";
/** How many registrations must be acknowledged between two deaths. */
const between = 10;

export function faultSuite(options: { kafka: boolean }): void {
  const on = options.kafka ? "on Apache Kafka" : "on the PostgreSQL event log";
  let system: TestSystem;
  before(async () => {
    system = await startSystem({ kafka: options.kafka, durable: true });
  });
  after(() => system.dispose());

  test(`billing stopped: patients are still registered, pending, and their accounts open when it is back, ${on} (REL-3)`, async () => {
    const admin = await asAdmin(system);
    await system.services.get("billing")?.stop();
    const created = [];
    for (let i = 0; i < 5; i += 1) created.push(await admin.post("/api/patients", samplePatient));
    for (const { status, body } of created) assert.deepEqual([status, body.billing.status], [201, "pending"]);
    system.services.get("billing")?.start();
    for (const { body } of created) await accountOf(admin, body.id);
  });

  test(`kill -9 of each service, of PostgreSQL and of the broker in turn under a stream of registrations loses and doubles nothing, ${on} (REL-1)`, {
    // Each wait has a limit of its own.
    timeout: 900_000,
  }, async () => {
    const before = await countPatients(await asAdmin(system));
    const stream = startRegistrations(system);
    const victims: Victim[] = [...serviceNames, "postgres"];
    // A broker that KAFKA_BROKERS names is not ours to kill.
    if (system.infrastructure.pidOf("kafka") !== undefined) victims.push("kafka");
    for (const victim of victims) {
      await stream.goesOn(`before ${victim} is killed`);
      const pid = pidOf(system, victim);
      assert.ok(pid, victim);
      process.kill(pid, "SIGKILL");
      await until(`${victim} is back`, () => isBack(system, victim, pid), 60_000);
    }
    await stream.goesOn("after the last death");
    const acknowledged = await stream.stop();
    await checkEach(system, acknowledged, before);
  });
}

function pidOf({ services, infrastructure }: TestSystem, victim: Victim): number | undefined {
  return victim === "postgres" || victim === "kafka" ? infrastructure.pidOf(victim) : services.get(victim)?.pid();
}

/**
 * Whether another process has taken the victim's place, and every service is ready by its own word
 * and by the gateway's.
 */
async function isBack(system: TestSystem, victim: Victim, killed: number): Promise<boolean> {
  const pid = pidOf(system, victim);
  if (pid === undefined || pid === killed) return false;
  const answers = serviceNames.map((name) => request(`http://127.0.0.1:${system.ports[name].http}`, "GET", "/readyz"));
  const settled = await Promise.allSettled(answers);
  if (!settled.every((answer) => answer.status === "fulfilled" && answer.value.status === 200)) return false;
  const { body } = await request(system.url, "GET", "/readyz");
  return Object.values(body.checks).every((state) => state === "ok");
}

async function countPatients(admin: Caller): Promise<number> {
  return (await admin.get("/api/patients?total=true&limit=1")).body.page.total;
}

/**
 * Four clients that register one patient after the other, each repeating a request until it is
 * answered.
 */
function startRegistrations(system: TestSystem) {
  const acknowledged = new Set<string>();
  let stopping = false;
  async function client(): Promise<void> {
    let admin: Caller | undefined;
    while (!stopping) {
      const key = randomUUID();
      for (let answered = false; !answered; ) {
        try {
          admin ??= await asAdmin(system);
          const headers = { authorization: `Bearer ${admin.token}`, "idempotency-key": key };
          const answer = await request(
            system.url,
            "POST",
            "/api/patients",
            { ...samplePatient, lastName: `Stream-${key}` },
            headers,
          );
          if (answer.status === 201) acknowledged.add(answer.body.id);
          answered = answer.status === 201;
          if (answer.status === 401) admin = undefined;
        } catch {
          admin = undefined;
        }
        if (!answered) await sleep(100);
      }
    }
  }
  const clients = Promise.all(Array.from({ length: 4 }, client));
  return {
    async goesOn(when: string): Promise<void> {
      const enough = acknowledged.size + between;
      await until(`registrations go on ${when}`, async () => acknowledged.size >= enough, 60_000);
    },
    async stop(): Promise<Set<string>> {
      stopping = true;
      await clients;
      return acknowledged;
    },
  };
}

async function accountOf(admin: Caller, patientId: string): Promise<string> {
  return until(
    `the account of ${patientId} opens`,
    async () => {
      const { status, body } = await admin.get(`/api/patients/${patientId}`);
      assert.equal(status, 200);
      return body.billing.status === "active" && body.billing.accountId;
    },
    30_000,
  );
}

async function checkEach(system: TestSystem, acknowledged: Set<string>, before: number): Promise<void> {
  const admin = await asAdmin(system);
  for (const id of acknowledged) await accountOf(admin, id);
  const stored = await countPatients(admin);
  const { body: found } = await admin.post("/api/patients/search", { name: "Stream", limit: 1 });
  assert.ok(found.data.length > 0);
  const accounts = await until("as many accounts as patients", async () => {
    const { body } = await admin.get("/api/billing/accounts?total=true&limit=1");
    return body.page.total === stored && body.page.total;
  });
  assert.equal(accounts, stored);
  // Every request was repeated under its key until it was acknowledged: nothing unacknowledged may
  // stand there either.
  assert.equal(stored, before + acknowledged.size);
  await until(
    "analytics count each patient once",
    async () => {
      const { body } = await admin.get("/api/analytics/reports/registrations?granularity=year");
      const counted = body?.rows?.reduce((sum: number, row: { count: number }) => sum + row.count, 0);
      return counted === stored;
    },
    40_000,
  );
}
