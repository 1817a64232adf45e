import pg from "pg";

/** A service's database and its two roles, by name. */
export interface DatabaseRoles {
  database: string;
  /** Owns the database and runs its migrations. */
  owner: string;
  ownerPassword: string;
  /**
   * What the running service logs in as: it may use the tables but owns nothing, so "append-only by
   * grant" is real.
   */
  app: string;
  appPassword: string;
}

const EXTENSIONS = ["pg_trgm", "unaccent", "citext", "btree_gin", "pgcrypto", "fuzzystrmatch"];

/**
 * Creates the roles, the database, its extensions and its default grants, or completes what is
 * missing; passwords are set anew each time. Safe to run at each start and from several processes
 * at once.
 */
export async function provisionDatabase(superuserUrl: string, roles: DatabaseRoles): Promise<void> {
  const database = pg.escapeIdentifier(roles.database);
  const owner = pg.escapeIdentifier(roles.owner);
  const app = pg.escapeIdentifier(roles.app);
  await withClient(superuserUrl, async (client) => {
    // Roles are the server's, not a database's: two processes that alter one at once would fail
    // with "tuple updated".
    await client.query(`select pg_advisory_lock(hashtext('pms.provision'))`);
    await ensureRole(client, roles.owner, roles.ownerPassword);
    await ensureRole(client, roles.app, roles.appPassword);
    const found = await client.query("select 1 from pg_database where datname = $1", [roles.database]);
    if (found.rowCount === 0) await client.query(`create database ${database} owner ${owner}`);
    await client.query(`revoke all on database ${database} from public`);
    await client.query(`grant connect, temporary on database ${database} to ${app}`);
  });
  const url = new URL(superuserUrl);
  url.pathname = `/${encodeURIComponent(roles.database)}`;
  await withClient(url.href, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('pms.provision'))`);
    for (const extension of EXTENSIONS) await client.query(`create extension if not exists ${extension}`);
    await client.query(`alter schema public owner to ${owner}`);
    await client.query(`revoke create on schema public from public`);
    await client.query(`grant usage on schema public to ${app}`);
    const defaults = `alter default privileges for role ${owner} in schema public`;
    await client.query(`${defaults} grant select, insert, update, delete on tables to ${app}`);
    await client.query(`${defaults} grant usage on sequences to ${app}`);
    await client.query(`${defaults} grant execute on functions to ${app}`);
  });
}

async function ensureRole(client: pg.Client, name: string, password: string): Promise<void> {
  const found = await client.query("select 1 from pg_roles where rolname = $1", [name]);
  const verb = found.rowCount === 0 ? "create" : "alter";
  const attributes = "login nosuperuser nocreatedb nocreaterole nobypassrls";
  await client.query(`${verb} role ${pg.escapeIdentifier(name)} ${attributes} password ${pg.escapeLiteral(password)}`);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "pms provision" });
  client.on("error", () => {});
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
