import pg from "pg";
import { type MigrationFile, type MigrationSet, readMigrations } from "./migration-files.ts";
import { run, sql } from "./statement.ts";

export interface MigrateOptions {
  /** Of the role that owns the database and will own the tables. */
  ownerUrl: string;
  /** The role that the service runs as; SQL finds it in the setting `pms.app_role`. */
  appRole: string;
  sets: readonly MigrationSet[];
}

/**
 * Any constant that nothing else uses: the key of the lock that makes migrators wait for each
 * other.
 */
const LOCK_KEY = 7_205_129_114;

/**
 * Applies what is missing and answers it; two at once take turns. Refuses a file that was edited or
 * comes late; numbers unknown to us are a newer version's (REL-10).
 */
export async function migrate(options: MigrateOptions): Promise<MigrationFile[]> {
  const files = readMigrations(options.sets);
  const client = new pg.Client({ connectionString: options.ownerUrl, application_name: "pms migrate" });
  client.on("error", () => {});
  await client.connect();
  try {
    await run(client, sql`select pg_advisory_lock(${LOCK_KEY})`);
    await createHistory(client, options.appRole);
    const missing = findMissing(files, await readHistory(client));
    for (const file of missing) await apply(client, file, options.appRole);
    return missing;
  } finally {
    await client.end();
  }
}

/**
 * What a service does before it opens its database: migrates with the owner's role where it is
 * given; otherwise that must have been done.
 */
export async function ensureMigrated(
  { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl }: { DATABASE_URL: string; DATABASE_OWNER_URL?: string },
  sets: readonly MigrationSet[],
): Promise<void> {
  if (ownerUrl) {
    await migrate({ ownerUrl, appRole: decodeURIComponent(new URL(url).username), sets });
    return;
  }
  const client = new pg.Client({ connectionString: url, application_name: "pms migrate" });
  client.on("error", () => {});
  await client.connect();
  await assertMigrated(client, sets).finally(() => client.end());
}

/**
 * For a service without owner's rights: throws an error that names what is not applied, or applied
 * and edited since.
 */
export async function assertMigrated(on: pg.Pool | pg.Client, sets: readonly MigrationSet[]): Promise<void> {
  const { rows } = await on.query("select to_regclass('schema_migrations') is not null as exists");
  const missing = findMissing(readMigrations(sets), rows[0].exists ? await readHistory(on) : []);
  if (missing.length === 0) return;
  throw new Error(`The database lacks migrations: ${missing.map((file) => `${file.set}/${file.name}`).join(", ")}.`);
}

interface AppliedMigration {
  set_name: string;
  number: number;
  name: string;
  sha256: string;
}

async function createHistory(client: pg.Client, appRole: string): Promise<void> {
  const app = pg.escapeIdentifier(appRole);
  await client.query(`
    create table if not exists schema_migrations (
      set_name text not null,
      number integer not null,
      name text not null,
      sha256 text not null,
      applied_at timestamptz not null default clock_timestamp(),
      primary key (set_name, number)
    );
    revoke all on schema_migrations from ${app};
    grant select on schema_migrations to ${app};`);
}

async function readHistory(on: pg.Pool | pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await on.query<AppliedMigration>("select set_name, number, name, sha256 from schema_migrations");
  return rows;
}

function findMissing(files: MigrationFile[], applied: AppliedMigration[]): MigrationFile[] {
  return files.filter((file) => {
    const ofSet = applied.filter((row) => row.set_name === file.set);
    const same = ofSet.find((row) => row.number === file.number);
    if (same && same.sha256 !== file.sha256) {
      throw new Error(
        `Migration ${file.set}/${file.name} was edited after it was applied (as ${same.name}): ` +
          "restore it and put the change in a new file.",
      );
    }
    const last = Math.max(0, ...ofSet.map((row) => row.number));
    if (!same && file.number < last) {
      throw new Error(
        `Migration ${file.set}/${file.name} comes after number ${last} was applied: give it a higher one.`,
      );
    }
    return !same;
  });
}

async function apply(client: pg.Client, file: MigrationFile, appRole: string): Promise<void> {
  await client.query("begin");
  try {
    await run(client, sql`select set_config('pms.app_role', ${appRole}, true)`);
    await client.query(file.sql);
    await run(
      client,
      sql`insert into schema_migrations (set_name, number, name, sha256)
        values (${file.set}, ${file.number}, ${file.name}, ${file.sha256})`,
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw new Error(`Migration ${file.set}/${file.name} failed and is undone.`, { cause: error });
  }
}
