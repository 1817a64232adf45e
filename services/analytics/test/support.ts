/** The service on a database and an event log of its own, fed with real events. */
import assert from "node:assert/strict";
import { topics } from "@pms/contracts/events/events";
import type { SnapshotPage } from "@pms/contracts/gen/pms/events/v1/snapshot";
import type { EventLog, EventMessage } from "@pms/kit/event-log/event-log";
import { eventLogMigrations } from "@pms/kit/event-log/migrations";
import { openPostgresLog } from "@pms/kit/event-log/postgres-log";
import { createLogger } from "@pms/kit/observe/log";
import { testDatabase } from "@pms/kit/testing/postgres";
import { createTestTrust, type TestCaller } from "@pms/kit/testing/tokens";
import { until } from "@pms/kit/testing/until";
import pg from "pg";
import { buildApp, migrationSets } from "../src/app.ts";
import type { Config } from "../src/config.ts";
import { openDeps } from "../src/deps.ts";
import { followGenerations } from "../src/generations/consumer.ts";
import { totalLag } from "../src/generations/freshness.ts";
import type { SnapshotSource } from "../src/generations/snapshots.ts";
import { listGenerations } from "../src/generations/store/generations.ts";

/** Sees patients, so nothing is suppressed. */
export const admin: TestCaller = { roles: ["admin"] };
/** Sees figures only. */
export const analyst: TestCaller = { roles: ["analyst"] };

type Cleanup = { after(fn: () => Promise<void>): void };
export type Analytics = Awaited<ReturnType<typeof startAnalytics>>;

export async function startAnalytics(t: Cleanup) {
  // Hooks run in the order in which they were given: the service stops before its databases go.
  t.after(() => stop());
  const [own, events] = await Promise.all([
    testDatabase(t, { sets: migrationSets, name: "analytics" }),
    testDatabase(t, { sets: [eventLogMigrations], name: "events" }),
  ]);
  const log = await openPostgresLog({ url: events.url, clientId: "analytics" });
  const trust = await createTestTrust();
  const services: Services = { down: false, pageSize: 1_000, asked: [], afterPage: async () => {} };
  const ownTrust = { verifier: trust.verifier, ready: () => true, clock: () => "ok" as const, stop: async () => {} };
  const deps = await openDeps(configOf(own.url), createLogger("analytics", process.env.LOG_LEVEL ?? "silent"), {
    trust: ownTrust,
    log,
    snapshots: [snapshotOf(log, topics.patient, services), snapshotOf(log, topics.billing, services)],
    consumerTuning: { maxAttempts: 2, backoffMs: 5 },
  });
  const { database } = deps;
  const app = await buildApp(deps);
  let following = followGenerations(deps);
  const stop = async () => {
    await app.close();
    await following.stop();
    await deps.close();
  };

  async function caughtUp(): Promise<void> {
    await until("the events are consumed", async () => {
      const generations = await listGenerations(database.db);
      const lags = await Promise.all(
        generations.map(({ state, group }) => (state === "retired" ? 0 : totalLag(log, group))),
      );
      return lags.every((lag) => lag === 0) && generations.every(({ state }) => state !== "building");
    });
  }
  async function publish(...messages: EventMessage[]): Promise<void> {
    await log.publish(messages);
    await caughtUp();
  }
  async function call(
    caller: TestCaller | undefined,
    url: string,
    options: { method?: "GET" | "POST"; accept?: string } = {},
  ) {
    const headers = { ...(caller && (await trust.as(caller))), ...(options.accept && { accept: options.accept }) };
    return app.inject({ method: options.method ?? "GET", url, headers });
  }
  async function report(caller: TestCaller, name: string, query: Record<string, string> = {}) {
    const answer = await call(caller, `/api/analytics/reports/${name}?${new URLSearchParams(query)}`);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<{
      formula?: string;
      filters: Record<string, unknown>;
      asOf: string;
      lagSeconds: number;
      rows: Row[];
      compared?: { from: string; to: string; rows: Row[] };
      columns: { name: string }[];
    }>();
  }
  return {
    app,
    deps,
    database,
    log,
    /** What the services behind a rebuild do. */
    services,
    call,
    report,
    publish,
    caughtUp,
    ownerUrl: own.ownerUrl,
    /** The log's server is gone, as far as anybody can tell. */
    async losesLog() {
      const name = pg.escapeIdentifier(new URL(events.url).pathname.slice(1));
      await query(own.superuserUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      const others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
      await query(own.superuserUrl, others, [new URL(events.url).pathname.slice(1)]);
    },
    async findsLog() {
      const name = pg.escapeIdentifier(new URL(events.url).pathname.slice(1));
      await query(own.superuserUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    },
    async pause() {
      await following.stop();
    },
    resume() {
      following = followGenerations(deps);
    },
  };
}

function configOf(databaseUrl: string): Config {
  return {
    HOST: "127.0.0.1",
    PORT: 0,
    ADMIN_HOST: "127.0.0.1",
    ADMIN_PORT: 0,
    LOG_LEVEL: "silent",
    DATABASE_URL: databaseUrl,
    DATABASE_MAX_CONNECTIONS: 6,
    AUTH_URL: "http://127.0.0.1:1",
    AUTH_RPC: "127.0.0.1:1",
    PATIENT_RPC: "127.0.0.1:1",
    BILLING_RPC: "127.0.0.1:1",
    TOKEN_ISSUER: "pms-auth",
    TOKEN_AUDIENCE: "pms",
    SERVICE_SECRET: "a secret of this test alone",
    CURRENCY: "USD",
    EVENT_RETENTION_HOURS: 24,
  } as Config;
}

type Services = {
  down: boolean;
  pageSize: number;
  /** The topic and cursor of every stream that was asked for. */
  asked: string[];
  afterPage: () => Promise<void>;
};

/**
 * A service that tells what it has ever published, read from the log before anything is lost there:
 * the services' own snapshots stand in `test/system/rebuild.test.ts`.
 */
function snapshotOf(log: EventLog, topic: string, services: Services): SnapshotSource {
  return {
    name: topic,
    topic,
    async *pages(after) {
      services.asked.push(`${topic} ${after}`);
      if (services.down) throw new Error("the service is down");
      const all: SnapshotPage["events"] = [];
      await log.scan(topic, (batch) => void all.push(...batch));
      for (let from = Number(after || 0); ; from += services.pageSize) {
        const complete = from + services.pageSize >= all.length;
        const events = all.slice(from, from + services.pageSize);
        yield { events, cursor: String(from + events.length), complete };
        await services.afterPage();
        if (complete) return;
      }
    },
  };
}

async function query(url: string, text: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text, values).finally(() => client.end());
}

export type Row = Record<string, unknown> & {
  count: number | null;
  amount: { amountMinor: number } | null;
  suppressed?: boolean;
};
