/** The real app on a real database, with tokens of its own. One per test file. */
import { randomUUID, randomUUIDv7 } from "node:crypto";
import type { Account } from "@pms/contracts/billing/accounts";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { eventCodecs } from "@pms/contracts/events/events";
import { BillingServiceDefinition } from "@pms/contracts/gen/pms/billing/v1/billing";
import { type AuditEvent, AuditRecorded } from "@pms/contracts/gen/pms/events/v1/audit_events";
import { TransactionPosted } from "@pms/contracts/gen/pms/events/v1/billing_events";
import { startReadAudit } from "@pms/kit/audit/read-audit";
import { callAs, openRpcClient } from "@pms/kit/clients/rpc";
import { openDatabase } from "@pms/kit/db/database";
import type { EventLog } from "@pms/kit/event-log/event-log";
import { createLogger } from "@pms/kit/observe/log";
import { createMetrics } from "@pms/kit/observe/metrics";
import { testDatabase } from "@pms/kit/testing/postgres";
import { createTestTrust, type TestCaller, type TestTrust } from "@pms/kit/testing/tokens";
import { openFacilities } from "@pms/kit/trust/facilities";
import { buildApp, migrations, startRpc } from "../src/app.ts";
import { openAddressees } from "../src/clients/addressees.ts";
import { openStaffNames } from "../src/clients/staff-names.ts";
import type { Deps } from "../src/deps.ts";
import { openTypesetter } from "../src/documents/typesetter.ts";
import { readChart } from "../src/ledger/store/chart.ts";
import type { DB } from "../src/store/gen/tables.ts";
import { facilityA, serviceSecret, startAuth, startPatients } from "./stand-ins.ts";

export { facilityA, facilityB } from "./stand-ins.ts";

const unusedRelay = { wake() {}, stop: async () => {}, pending: async () => 0, failingSinceMs: () => undefined };
// Of the log these tests reach its health alone; a call of anything else fails them.
const unusedLog = { healthy: async () => true } as unknown as EventLog;

type After = { after(fn: () => Promise<void>): void };
export type Billing = Awaited<ReturnType<typeof startBilling>>;

export const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });
/** May do everything that people do with money. */
export const admin: TestCaller = { id: randomUUID(), roles: ["admin"], facilities: "all" };
export const service: TestCaller = { id: "service:patient", roles: ["service"], facilities: "all" };

/** @param given a trust that other services share */
export async function startBilling(t: After, given?: TestTrust) {
  const { url, ownerUrl, superuserUrl } = await testDatabase(t, { sets: migrations, name: "billing" });
  const database = openDatabase<DB>({ url, maxConnections: 10, applicationName: "billing tests" });
  const trust = given ?? (await createTestTrust());
  const logLines: string[] = [];
  const logger = createLogger("billing", "debug", { write: (line) => void logLines.push(line) });
  const auth = await startAuth();
  const patients = await startPatients();
  const facilities = openFacilities({ address: auth.address });
  const addressees = openAddressees({ address: patients.address });
  const staffNames = openStaffNames({ address: auth.address, secret: serviceSecret });
  const typesetter = openTypesetter({ letterhead: { paper: "a4" }, logger, processes: 1 });
  const audit = startReadAudit({ service: "billing", pool: database.pool, logger, onStored: () => {} });
  const deps: Deps = {
    database,
    trust: { verifier: trust.verifier, ready: () => true, clock: () => "ok", stop: async () => {} },
    audit,
    facilities,
    chart: await readChart(database.pool),
    addressees,
    staffNames,
    typesetter,
    // What is to be published stays in the outbox, where tests look at it.
    relay: unusedRelay,
    log: unusedLog,
    logger,
    metrics: createMetrics("billing"),
    currency: "USD",
    now: () => new Date(),
    close: async () => {},
  };
  const app = await buildApp(deps);
  const rpc = await startRpc(deps, { host: "127.0.0.1", port: 0 });
  const { client, close } = openRpcClient(BillingServiceDefinition, { address: `127.0.0.1:${rpc.port}` });
  t.after(async () => {
    close();
    typesetter.close();
    staffNames.close();
    addressees.close();
    facilities.close();
    patients.stop();
    auth.stop();
    rpc.kill();
    await app.close();
    await audit.stop().catch(() => {});
    await database.close();
  });
  return {
    app,
    deps,
    database,
    pool: database.pool,
    ownerUrl,
    superuserUrl,
    trust,
    client,
    logLines,
    rpcPort: rpc.port,
    patients,
  };
}

/** Opens an account over gRPC, as patient does. */
export async function openAccount(
  { client, trust }: Billing,
  asked: { patientId?: string; facilityId?: string; ownerUserId?: string } = {},
) {
  const patientId = asked.patientId ?? randomUUIDv7();
  const facilityId = asked.facilityId ?? facilityA;
  const request = { patientId, facilityId, accountId: randomUUIDv7(), ownerUserId: asked.ownerUserId ?? "" };
  return client.createBillingAccount(request, callAs(await trust.token(service), 5_000));
}

/** A request by a caller; POSTs get an Idempotency-Key unless `key` says otherwise (null: none). */
export async function call(
  { app, trust }: Billing,
  caller: TestCaller | null,
  method: "GET" | "POST",
  url: string,
  body?: unknown,
  key: string | null = randomUUID(),
) {
  const response = await app.inject({
    method,
    url,
    headers: {
      ...(caller && (await trust.as(caller))),
      ...(method === "POST" && key !== null && { "idempotency-key": key }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
  return { status: response.statusCode, headers: response.headers, body: response.body ? response.json() : undefined };
}

export const charge = (amountMinor: number, more: object = {}) => ({
  amount: usd(amountMinor),
  code: "99213",
  description: "Office visit",
  serviceDate: "2026-01-15",
  ...more,
});
export const payment = (amountMinor: number, more: object = {}) => ({
  amount: usd(amountMinor),
  method: "card",
  receivedOn: "2026-02-01",
  ...more,
});

/** The UTC date so many days from now. */
export const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Posts as the administrator and expects 201. */
export async function post(
  billing: Billing,
  accountId: string,
  kind: "charges" | "payments" | "adjustments" | "refunds" | "transfers",
  body: object,
): Promise<LedgerTransaction> {
  const answer = await call(billing, admin, "POST", `/api/billing/accounts/${accountId}/${kind}`, body);
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function getAccount(billing: Billing, id: string): Promise<Account> {
  return (await call(billing, admin, "GET", `/api/billing/accounts/${id}`)).body;
}

/** What is to be published of an account, decoded, in order. */
export async function eventsOf({ pool }: Billing, accountId: string) {
  const { rows } = await pool.query<{ type: string; payload: Buffer }>(
    "SELECT type, payload FROM outbox WHERE topic = 'billing.events' AND key = $1 ORDER BY seq",
    [accountId],
  );
  return rows.map(({ type, payload }) => {
    if (!(type in eventCodecs)) throw new Error(`unknown event ${type}`);
    return { ...eventCodecs[type as keyof typeof eventCodecs].decode(payload), type };
  });
}

export async function postedEvents({ pool }: Billing, accountId: string): Promise<TransactionPosted[]> {
  const { rows } = await pool.query<{ payload: Buffer }>(
    "SELECT payload FROM outbox WHERE type = 'TransactionPosted' AND key = $1 ORDER BY seq",
    [accountId],
  );
  return rows.map(({ payload }) => TransactionPosted.decode(payload));
}

/** The audit events about a patient (or all), in order. */
export async function auditsOf({ pool }: Billing, patientId?: string): Promise<AuditEvent[]> {
  const { rows } = await pool.query<{ payload: Buffer }>(
    "SELECT payload FROM outbox WHERE topic = 'audit.events' ORDER BY seq",
  );
  const audits = rows.flatMap(({ payload }) => AuditRecorded.decode(payload).events);
  return patientId === undefined ? audits : audits.filter((audit) => audit.patientId === patientId);
}
