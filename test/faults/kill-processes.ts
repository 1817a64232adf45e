/**
 * The promise of the system, run on either event log: whatever dies in the middle, no acknowledged patient is missing,
 * each has exactly one account, and each is counted once in analytics (REL-1, REL-3).
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { asAdmin, type Caller, request, samplePatient, until } from "../system/caller.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";

const victims = ["patient", "billing", "analytics", "auth", "gateway"] as const;

export function faultSuite(options: { kafka: boolean }): void {
  const on = options.kafka ? "on Apache Kafka" : "on the PostgreSQL event log";
  let system: TestSystem;
  before(async () => {
    system = await startSystem({ kafka: options.kafka });
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

  test(`kill -9 of each process in turn under a stream of registrations loses and doubles nothing, ${on} (REL-1)`, async () => {
    const stream = startRegistrations(system);
    for (const name of victims) {
      await sleep(700);
      const pid = system.services.get(name)?.pid();
      assert.ok(pid, name);
      process.kill(pid, "SIGKILL");
      await until(
        `${name} is back`,
        async () => {
          const now = system.services.get(name)?.pid();
          return now !== undefined && now !== pid && (await isReady(system));
        },
        40_000,
      );
    }
    await sleep(700);
    const acknowledged = await stream.stop();
    assert.ok(acknowledged.size > 20, `only ${acknowledged.size} registrations were acknowledged`);
    await checkEach(system, acknowledged);
  });
}

async function isReady(system: TestSystem): Promise<boolean> {
  const answer = await fetch(`${system.url}/readyz`).catch(() => undefined);
  return answer?.ok ?? false;
}

/** Four clients that register one patient after the other, each repeating a request until it is answered. */
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

async function checkEach(system: TestSystem, acknowledged: Set<string>): Promise<void> {
  const admin = await asAdmin(system);
  for (const id of acknowledged) await accountOf(admin, id);
  const { body: patients } = await admin.get("/api/patients?total=true&limit=1");
  const stored: number = patients.page.total;
  const { body: found } = await admin.post("/api/patients/search", { name: "Stream", limit: 1 });
  assert.ok(found.data.length > 0);
  const accounts = await until("as many accounts as patients", async () => {
    const { body } = await admin.get("/api/billing/accounts?total=true&limit=1");
    return body.page.total === stored && body.page.total;
  });
  assert.equal(accounts, stored);
  // Every request was repeated under its key until it was acknowledged: nothing unacknowledged may stand there either.
  assert.equal(stored, acknowledged.size + 5);
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
