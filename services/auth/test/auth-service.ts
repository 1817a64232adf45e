/** An auth service for tests: the real app on a database of its own. */
import { randomBytes, randomUUID } from "node:crypto";
import type { ReceivedEvent } from "@pms/kit/event-log/event-log";
import { eventLogMigrations } from "@pms/kit/event-log/migrations";
import type { App } from "@pms/kit/http/app";
import { createLogger } from "@pms/kit/observe/log";
import { loadConfig } from "@pms/kit/process/config";
import { testDatabase } from "@pms/kit/testing/postgres";
import { until } from "@pms/kit/testing/until";
import { buildApp, migrations } from "../src/app.ts";
import { type Config, config } from "../src/config.ts";
import { type Deps, openDeps } from "../src/deps.ts";

export const adminPassword = "seven-quiet-otters-at-noon";
export const goodPassword = "plum violin gravel seventeen";

export type AuthService = {
  app: App;
  deps: Deps;
  config: Config;
  admin: { email: string; headers: { authorization: string } };
  /** Another instance, or the same after a restart, on the same database. */
  another(): Promise<{ app: App; deps: Deps }>;
};

type TestContext = { after(fn: () => Promise<void>): void };

export async function startAuth(t: TestContext, overrides: Record<string, string> = {}): Promise<AuthService> {
  const closing: (() => Promise<void>)[] = [];
  // Instances close before their databases go.
  t.after(async () => {
    for (const close of closing.reverse()) await close();
  });
  const later = { after: (close: () => Promise<void>) => void closing.push(close) };
  const own = await testDatabase(later, { sets: migrations, name: "auth" });
  const events = await testDatabase(later, { sets: [eventLogMigrations], name: "events" });
  const email = `admin-${randomUUID()}@clinic.example`;
  const settings = loadConfig(config, {
    PORT: "0",
    ADMIN_PORT: "0",
    RPC_PORT: "0",
    DATABASE_URL: own.url,
    EVENTS_DATABASE_URL: events.url,
    KEY_SECRET: randomBytes(32).toString("hex"),
    SERVICE_SECRETS: "patient=patient-secret-0123456789,billing=billing-secret-0123456789",
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: adminPassword,
    // The cost of hashing is not what is tested here, except where a test says so.
    ARGON2_MEMORY_KIB: "64",
    ARGON2_PASSES: "1",
    ...overrides,
  });
  const logger = createLogger("auth", process.env.LOG_LEVEL ?? "fatal");
  const another = async () => {
    const deps = await openDeps(settings, logger);
    const app = await buildApp(deps);
    closing.push(async () => {
      await app.close();
      await deps.close();
    });
    return { app, deps };
  };
  const first = await another();
  const pair = await logIn(first.app, email, adminPassword);
  return { ...first, config: settings, admin: { email, headers: bearer(pair.accessToken) }, another };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** One row, for looking at what a request left behind. */
export async function queryRow<Row extends object>(deps: Deps, text: string, values: unknown[]): Promise<Row> {
  const { rows } = await deps.database.pool.query<Row>(text, values);
  const row = rows[0];
  if (!row) throw new Error("no such row");
  return row;
}

/**
 * The events that wait in the outbox or have been published, of one type and key, decoded by the
 * caller.
 */
export async function eventsOf(deps: Deps, topic: string, key: string): Promise<ReceivedEvent[]> {
  await until("the outbox has no event of the key", async () => {
    const { rows } = await deps.database.pool.query("SELECT 1 FROM outbox WHERE key = $1", [key]);
    return rows.length === 0;
  });
  const found: ReceivedEvent[] = [];
  await deps.log.scan(topic, (batch) => found.push(...batch.filter((event) => event.key === key)));
  return found;
}

export type Pair = { accessToken: string; refreshToken: string; user: { id: string; email: string; version: number } };

export async function logIn(app: App, email: string, password: string): Promise<Pair> {
  const answer = await app.inject({ method: "POST", url: "/api/auth/login", body: { email, password } });
  if (answer.statusCode !== 200) throw new Error(`log-in answered ${answer.statusCode}: ${answer.body}`);
  return answer.json();
}

/** A new user with role patient, signed in. */
export async function signedUpUser(app: App): Promise<Pair> {
  const email = `user-${randomUUID()}@mail.example`;
  const body = { email, password: goodPassword, firstName: "Ada", lastName: "Quill" };
  const answer = await app.inject({ method: "POST", url: "/api/auth/signup", body });
  if (answer.statusCode !== 201) throw new Error(`sign-up answered ${answer.statusCode}: ${answer.body}`);
  return logIn(app, email, goodPassword);
}

/** A member of staff who came by invitation, signed in. */
export async function invitedUser(
  auth: Pick<AuthService, "app" | "admin">,
  roles: string[],
  facilities: "all" | string[] = "all",
): Promise<Pair> {
  const email = `staff-${randomUUID()}@clinic.example`;
  const invited = await auth.app.inject({
    method: "POST",
    url: "/api/users/invitations",
    headers: auth.admin.headers,
    body: { email, firstName: "Sam", lastName: "Keel", roles, facilities },
  });
  if (invited.statusCode !== 201) throw new Error(`the invitation answered ${invited.statusCode}: ${invited.body}`);
  const body = { token: invited.json().token, password: goodPassword };
  await auth.app.inject({ method: "POST", url: "/api/auth/invitations/accept", body });
  return logIn(auth.app, email, goodPassword);
}
