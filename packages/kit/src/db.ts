import { setTimeout as delay } from "node:timers/promises";
import {
  CompiledQuery,
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPoolClient,
  type PostgresQueryResult,
  type Transaction,
} from "kysely";
import pg from "pg";
import { parseColumns } from "./column-types.ts";
import { isTransient } from "./outage.ts";

/** One pool of connections, seen as Kysely and as plain pg. int8 is bigint, date is 'YYYY-MM-DD', timestamptz is Date. */
export interface Database<Schema> {
  db: Kysely<Schema>;
  pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  maxConnections: number;
  applicationName: string;
  /** 30 s by default. */
  statementTimeoutMs?: number;
}

/** How long a request waits for a free connection before it fails; the queue is thereby bounded in time (REL-8). */
const CONNECT_TIMEOUT_MS = 5_000;

/** Opens the pool; it connects when it is first used. A lost connection fails the query that uses it, nothing else. */
export function openDatabase<Schema>(options: DatabaseOptions): Database<Schema> {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    application_name: options.applicationName,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser: parseColumns },
  });
  // Without listeners an idle or a checked-out connection that the server ends would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const dialect = new PostgresDialect({
    pool: {
      connect: async () => namingClient(await pool.connect()),
      end: () => endOnce(pool),
      options: pool.options,
    },
  });
  const db = new Kysely<Schema>({ dialect });
  return { db, pool, close: () => endOnce(pool) };
}

async function endOnce(pool: pg.Pool): Promise<void> {
  if (!pool.ending) await pool.end();
}

/** Texts that queryNamed has seen, with their names: as many as there are call sites. */
const statementNames = new Map<string, string>();

/** What Kysely gets as its connection: pg's client, except that a text registered by queryNamed is sent by its name. */
function namingClient(client: pg.PoolClient): PostgresPoolClient {
  function query<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query(textOrCursor: string | PostgresCursor<unknown>, values: readonly unknown[] = []): unknown {
    // A cursor of pg-cursor; Kysely's type leaves out the half of it that the driver needs.
    if (typeof textOrCursor !== "string") return client.query(textOrCursor as typeof textOrCursor & pg.Submittable);
    const name = statementNames.get(textOrCursor);
    return client.query({ text: textOrCursor, values: [...values], ...(name === undefined ? {} : { name }) });
  }
  return { query, release: (destroy) => client.release(destroy) };
}

/** Anything that runs a statement: a pool, a connection, a Kysely or a transaction of one. */
export type Queryable = pg.Pool | pg.ClientBase | Pick<Kysely<unknown>, "executeQuery">;

/**
 * Runs a statement that PostgreSQL parses and plans once per connection: for hot paths. `name` is unique per text in a
 * process and at most 63 bytes. With a Kysely transaction it runs within that transaction.
 */
export async function queryNamed<Row extends object>(
  on: Queryable,
  name: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  if (!("executeQuery" in on)) return (await on.query<Row>({ name, text, values: [...values] })).rows;
  statementNames.set(text, name);
  return (await on.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
}

/** How often work is tried in all when it fails by serialisation (40001) or deadlock (40P01). */
const ATTEMPTS_MAX = 5;

/**
 * Runs the work in one transaction: committed when it resolves, rolled back when it throws. It may run more than once
 * (a deadlock is tried again), so it must have no effect outside of `tx`.
 */
export async function inTransaction<Schema, Result>(
  database: Pick<Database<Schema>, "db">,
  work: (tx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.db.transaction().execute(work);
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !isTransient(error)) throw error;
      await delay(Math.random() * 10 * 2 ** attempt);
    }
  }
}
