/** The real app on a real database of its own, with callers to act as. */
import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import type { EventLog, EventMessage } from "@pms/kit/event-log/event-log";
import type { App } from "@pms/kit/http/app";
import { createLogger } from "@pms/kit/observe/log";
import { testDatabase } from "@pms/kit/testing/postgres";
import { createTestTrust, type TestTrust } from "@pms/kit/testing/tokens";
import { until } from "@pms/kit/testing/until";
import pg from "pg";
import { buildApp, migrationSets } from "../../src/app.ts";
import type { Config } from "../../src/config.ts";
import { type Deps, openDeps } from "../../src/deps.ts";
import { type AuthStandIn, startAuthStandIn } from "./auth-stand-in.ts";
import { type BillingStandIn, startBillingStandIn } from "./billing-stand-in.ts";

export type PatientService = {
  app: App;
  deps: Deps;
  trust: TestTrust;
  billing: BillingStandIn;
  auth: AuthStandIn;
  /** Everything that the relay has published. */
  published: EventMessage[];
  /** Every log line. */
  logLines: string[];
  /** Facilities that exist. */
  facilityA: string;
  facilityB: string;
  /** A second instance of the service on the same database. */
  openAnother(): Promise<Deps>;
  /** Statements of the role that owns the tables: for what a version before has left there. */
  asOwner(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
};

type Context = { after(fn: () => Promise<void>): void };

/** @param given a trust and a billing that are shared, where the real one is asked */
export async function startPatientService(
  t: Context,
  given: { trust?: TestTrust; billingRpc?: string } & Partial<Pick<Config, "IDENTIFIER_TYPES">> = {},
): Promise<PatientService> {
  const trust = given.trust ?? (await createTestTrust());
  const database = await testDatabase(t, { sets: migrationSets, name: "patient" });
  const billing = await startBillingStandIn();
  const auth = await startAuthStandIn(() => trust.token({ id: "service:patient", roles: ["service"] }));
  const facilityA = randomUUID();
  const facilityB = randomUUID();
  auth.facilities = [facilityA, facilityB].map((id) => ({ id, name: "A clinic", active: true }));
  const { trust: _trust, billingRpc = billing.address, ...settings } = given;
  const config = { ...configOf(database.url, auth.address, billingRpc), ...settings };
  const published: EventMessage[] = [];
  const logLines: string[] = [];
  const sink = new Writable({ write: (chunk, _encoding, done) => done(void logLines.push(String(chunk))) });
  const logger = createLogger("patient", "debug", sink);
  const ownTrust = {
    verifier: trust.verifier,
    ready: () => true,
    clock: () => "ok" as const,
    stop: async () => {},
  };
  const opened: Deps[] = [];
  const open = async () => {
    const deps = await openDeps(config, logger, { trust: ownTrust, log: keepingLog(published) });
    opened.push(deps);
    return deps;
  };
  const deps = await open();
  await until("the directory is read", () => deps.directory.isLoaded());
  const app = await buildApp(deps);
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  owner.on("error", () => {});
  const asOwner = async (text: string, values: readonly unknown[] = []) => (await owner.query(text, [...values])).rows;
  t.after(async () => {
    await owner.end();
    await app.close();
    for (const each of opened) await each.close();
    await billing.stop();
    await auth.stop();
  });
  return { app, deps, trust, billing, auth, published, logLines, facilityA, facilityB, openAnother: open, asOwner };
}

function configOf(databaseUrl: string, authRpc: string, billingRpc: string): Config {
  return {
    HOST: "127.0.0.1",
    PORT: 0,
    ADMIN_HOST: "127.0.0.1",
    ADMIN_PORT: 0,
    LOG_LEVEL: "debug",
    DATABASE_URL: databaseUrl,
    DATABASE_MAX_CONNECTIONS: 10,
    AUTH_URL: "http://127.0.0.1:1",
    AUTH_RPC: authRpc,
    TOKEN_ISSUER: "pms-auth",
    TOKEN_AUDIENCE: "pms",
    RPC_PORT: 0,
    EVENT_RETENTION_HOURS: 168,
    BILLING_RPC: billingRpc,
    SERVICE_SECRET: "test-secret",
    PHONE_COUNTRY: "US",
    REASON_FIELDS: "lastName,dateOfBirth",
    DOCUMENT_MAX_KIB: 1_024,
    DOCUMENTS_MAX_COUNT: 5,
    DOCUMENTS_MAX_MIB: 3,
  };
}

/** A log that keeps what it is given: what is published is looked at, nobody consumes here. */
function keepingLog(published: EventMessage[]): EventLog {
  return {
    publish: async (events) => void published.push(...events),
    subscribe: async () => ({ stop: async () => {} }),
    lag: async () => [],
    positions: async () => [],
    beginAtEnd: async () => {},
    forget: async () => {},
    prune: async () => ({ deleted: 0, forgotten: [], oldest: undefined }),
    rewind: async () => {},
    scan: async () => {},
    healthy: async () => true,
    close: async () => {},
  };
}

/** The body of the specification. */
export const sampleBody = {
  firstName: "John",
  lastName: "Doe",
  dateOfBirth: "1990-01-01",
  address: { street: "123 Main St", city: "Los Angeles", state: "LA4", zipCode: "90001" },
  phoneNumber: "555-123-4567",
  email: "john.doe@example.com",
};
