/**
 * A merge, and its undoing, whose processes are killed at each step comes to its end by itself: both
 * records merged, or both as they were, and money where the records are (REL-1).
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { openDatabase } from "@pms/kit/db/database";
import { until } from "@pms/kit/testing/until";
import { databaseUrl } from "../../local/src/environments.ts";
import type { ServiceName } from "../../local/src/ports.ts";
import { loadSecrets } from "../../local/src/secrets.ts";
import { asAdmin, type Caller, request, samplePatient } from "../system/caller.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";

type Database = "patient" | "billing";
/** Within the transaction that writes this state, uncommitted, the victim dies. */
type Death = { at: Database; state: string; victim: ServiceName };

const there: readonly Death[] = [
  { at: "patient", state: "moving-account", victim: "patient" },
  { at: "billing", state: "merged", victim: "billing" },
  { at: "billing", state: "merged", victim: "patient" },
  { at: "patient", state: "merging-records", victim: "patient" },
  { at: "patient", state: "merging-records", victim: "auth" },
  { at: "patient", state: "done", victim: "patient" },
];
const back: readonly Death[] = [
  { at: "patient", state: "undoing-account", victim: "patient" },
  { at: "billing", state: "undone", victim: "billing" },
  { at: "billing", state: "undone", victim: "patient" },
  { at: "patient", state: "undoing-records", victim: "patient" },
  { at: "patient", state: "undone", victim: "patient" },
];
const tables: Record<Database, string> = { patient: "patient_merges", billing: "account_merges" };

let system: TestSystem;
/** One connection each: what locks also unlocks. */
type Owner = ReturnType<typeof openDatabase>;
const owners = new Map<Database, Owner>();

before(async () => {
  system = await startSystem({ durable: true, environment: { RATE_LIMITS: "off" } });
  const secrets = await loadSecrets(system.dataDirectory);
  for (const database of ["patient", "billing"] as const) {
    const url = databaseUrl(secrets, system.infrastructure, database, `${database}_owner`);
    const opened = openDatabase({ url, maxConnections: 1, applicationName: "merge faults" });
    owners.set(database, opened);
    const owner = opened.pool;
    await owner.query(`CREATE TABLE frozen_state (state text NOT NULL)`);
    await owner.query(`CREATE FUNCTION wait_when_frozen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
      IF EXISTS (SELECT FROM frozen_state f WHERE f.state = NEW.state) THEN PERFORM pg_advisory_xact_lock(4711); END IF;
      RETURN NULL;
    END $$`);
    await owner.query(`CREATE TRIGGER waits_when_frozen AFTER INSERT OR UPDATE ON ${tables[database]}
      FOR EACH ROW EXECUTE FUNCTION wait_when_frozen()`);
  }
});
after(async () => {
  for (const { close } of owners.values()) await close();
  await system.dispose();
});

const ownerOf = (database: Database) => owners.get(database)?.pool ?? assert.fail(database);

/** Kills the victim while `begin` is at that state, and lets everything go on. */
async function dieAt({ at, state, victim }: Death, begin: () => Promise<unknown>): Promise<void> {
  const owner = ownerOf(at);
  await owner.query("SELECT pg_advisory_lock(4711)");
  await owner.query("INSERT INTO frozen_state VALUES ($1)", [state]);
  const begun = begin().catch(() => {});
  await until(`a transaction waits at ${state}`, async () => {
    const { rows } = await owner.query(`SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND NOT l.granted AND l.objid = 4711 AND d.datname = current_database()`);
    return rows.length > 0;
  });
  const pid = system.services.get(victim)?.pid();
  assert.ok(pid);
  process.kill(pid, "SIGKILL");
  await owner.query("DELETE FROM frozen_state");
  await owner.query("SELECT pg_advisory_unlock(4711)");
  await begun;
  await until(`${victim} is back`, async () => {
    const now = system.services.get(victim)?.pid();
    if (now === undefined || now === pid) return false;
    const at = `http://127.0.0.1:${system.ports[victim].http}`;
    const answer = await request(at, "GET", "/readyz").catch(() => undefined);
    return answer?.status === 200;
  });
}

type Pair = { survivor: string; merged: string };
const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });

async function newPair(admin: Caller, facilityId: string): Promise<Pair> {
  const ids: string[] = [];
  for (const amountMinor of [100, 700]) {
    const { status, body, text } = await admin.post("/api/patients", { ...samplePatient, facilityId });
    assert.equal(status, 201, text);
    ids.push(body.id);
    const charge = { amount: usd(amountMinor), code: "99213", description: "Visit", serviceDate: "2026-01-15" };
    const posted = await admin.post(`/api/billing/accounts/${body.billing.accountId}/charges`, charge);
    assert.equal(posted.status, 201, posted.text);
  }
  const [survivor = "", merged = ""] = ids;
  return { survivor, merged };
}

/** The same request under the same key, until it is answered. */
async function insist(path: string, body: object, key: string, etag = ""): Promise<string> {
  return until(`${path} is answered`, async () => {
    try {
      const admin = await asAdmin(system);
      const headers = { "idempotency-key": key, ...(etag && { "if-match": etag }) };
      const answer = await admin.call("POST", path, body, headers);
      return answer.status === 202 && (answer.body.id as string);
    } catch {
      return false;
    }
  });
}

/** The gateway may not have noticed yet that a service is back. */
const get = (path: string) =>
  until(`${path} is answered`, async () => {
    const answer = await asAdmin(system)
      .then((admin) => admin.get(path))
      .catch(() => undefined);
    return answer?.status === 200 && answer;
  });

async function stateOf({ survivor, merged }: Pair) {
  const read = async (id: string) => {
    const { body: patient } = await get(`/api/patients/${id}`);
    const { body: account } = await get(`/api/billing/patients/${id}/account`);
    return [patient.status, account.status, account.balance.amountMinor, patient.mergedInto];
  };
  return [await read(survivor), await read(merged)];
}
const apart = [
  ["active", "active", 100, undefined],
  ["active", "active", 700, undefined],
];
const together = ({ survivor }: Pair) => [
  ["active", "active", 800, undefined],
  ["merged", "closed", 0, survivor],
];

const ended = (id: string, status: string) =>
  until(`the merge is ${status}`, async () => (await get(`/api/patients/merges/${id}`)).body.status === status);

test("killed at each step there and back, a merge is done and undone once, and the ledger balances", {
  timeout: 900_000,
}, async () => {
  const admin = await asAdmin(system);
  const { body: facility } = await admin.post("/api/facilities", { name: "A clinic of its own" });
  const pairs = await Promise.all(there.map(() => newPair(admin, facility.id)));
  const merges: string[] = [];
  for (const [at, death] of there.entries()) {
    const pair = pairs[at] ?? assert.fail();
    assert.deepEqual(await stateOf(pair), apart);
    const key = randomUUID();
    const body = { mergedId: pair.merged, reason: "one person" };
    const begin = () => insist(`/api/patients/${pair.survivor}/merge`, body, key, '"v1"');
    await dieAt(death, begin);
    const id = await begin();
    await ended(id, "done");
    assert.deepEqual(await stateOf(pair), together(pair), JSON.stringify(death));
    merges.push(id);
  }
  const count = async () => {
    const report = await get(`/api/analytics/reports/registrations?granularity=year&facilityId=${facility.id}`);
    return report.body?.rows?.reduce((sum: number, row: { count: number }) => sum + row.count, 0);
  };
  await until("each person is counted once", async () => (await count()) === there.length);
  for (const [at, death] of back.entries()) {
    const pair = pairs[at] ?? assert.fail();
    const key = randomUUID();
    const begin = () => insist(`/api/patients/merges/${merges[at]}/undo`, { reason: "two persons" }, key);
    await dieAt(death, begin);
    const id = await begin();
    await ended(id, "undone");
    assert.deepEqual(await stateOf(pair), apart, JSON.stringify(death));
  }
  await until("each record is counted again", async () => (await count()) === there.length + back.length);
  const trial = await get("/api/billing/trial-balance");
  assert.equal(trial.body.difference.amountMinor, 0);
  const receivable = trial.body.accounts.find(({ account }: { account: string }) => account === "receivable:patient");
  assert.equal(receivable.debit.amountMinor, 800 * there.length);
  const integrity = await get("/api/billing/integrity");
  assert.equal(integrity.body.ok, true, integrity.text);
});
