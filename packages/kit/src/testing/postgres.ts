import { createHash, randomBytes } from "node:crypto";
import { provisionDatabase } from "@pms/embedded/provision";
import { startThrowawayPostgres } from "@pms/embedded/throwaway";
import pg from "pg";
import { migrate } from "../db/migrate.ts";
import { type MigrationSet, readMigrations } from "../db/migration-files.ts";

/** A database of one test file, migrated and empty. */
export interface TestDatabase {
  /** Of the role that a service runs as, without ownership. */
  url: string;
  ownerUrl: string;
  /** Of the superuser, in this database. */
  superuserUrl: string;
  /** Drops the database, ending its sessions; also done after the test. */
  close(): Promise<void>;
}

const OWNER = "test_owner";
const APP = "test_app";
const PASSWORD = "test";

/**
 * A database cloned (0.1 s) from a template migrated once per server and set of files: the server
 * of `npm test` (PMS_TEST_POSTGRES_URL), or one that ends with this process.
 */
export async function testDatabase(
  t: { after(fn: () => Promise<void>): void },
  options: { sets: readonly MigrationSet[]; name?: string },
): Promise<TestDatabase> {
  const serverUrl = await testServerUrl();
  const name = `test_${options.name ?? "db"}_${randomBytes(6).toString("hex")}`;
  await withClient(serverUrl, async (client) => {
    const template = await ensureTemplate(client, serverUrl, options.sets);
    // Files are copied for a fifth of what the pages in the log cost; nothing here need be durable.
    const clone = `template ${template} strategy file_copy owner ${OWNER}`;
    await client.query(`create database ${pg.escapeIdentifier(name)} ${clone}`);
    // Grants on a database, unlike those within it, are not cloned.
    await client.query(`revoke all on database ${pg.escapeIdentifier(name)} from public`);
    await client.query(`grant connect, temporary on database ${pg.escapeIdentifier(name)} to ${APP}`);
  });
  const close = () =>
    withClient(serverUrl, async (client) => {
      await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    });
  t.after(close);
  return {
    url: urlOf(serverUrl, name, APP),
    ownerUrl: urlOf(serverUrl, name, OWNER),
    superuserUrl: urlOf(serverUrl, name),
    close,
  };
}

let ownServerUrl: Promise<string> | undefined;

/** The superuser's URL of the server that tests use; for tests that need more than a database. */
export function testServerUrl(): Promise<string> {
  const given = process.env.PMS_TEST_POSTGRES_URL;
  if (given) return Promise.resolve(given);
  ownServerUrl ??= startThrowawayPostgres().then((server) => server.url);
  return ownServerUrl;
}

/**
 * Makes the template if this server has none for these files; others that need it meanwhile wait.
 */
async function ensureTemplate(client: pg.Client, serverUrl: string, sets: readonly MigrationSet[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of readMigrations(sets)) hash.update(`${file.set}/${file.name}:${file.sha256}\n`);
  const template = `template_${hash.digest("hex").slice(0, 24)}`;
  await client.query("select pg_advisory_lock(hashtext($1))", [template]);
  const found = await client.query("select 1 from pg_database where datname = $1", [template]);
  if (found.rowCount === 0) {
    // It gets its name last: a half-made one, of a process that was killed, is begun again.
    const unfinished = `${template}_unfinished`;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    const roles = { owner: OWNER, ownerPassword: PASSWORD, app: APP, appPassword: PASSWORD };
    await provisionDatabase(serverUrl, { database: unfinished, ...roles });
    await migrate({ ownerUrl: urlOf(serverUrl, unfinished, OWNER), appRole: APP, sets });
    await client.query(`alter database ${unfinished} rename to ${template}`);
  }
  await client.query("select pg_advisory_unlock(hashtext($1))", [template]);
  return template;
}

function urlOf(serverUrl: string, database: string, role?: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  if (role !== undefined) {
    url.username = role;
    url.password = PASSWORD;
  }
  return url.href;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
