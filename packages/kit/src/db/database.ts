import { setTimeout as delay } from "node:timers/promises";
import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPoolClient,
  type PostgresQueryResult,
  sql,
  type Transaction,
} from "kysely";
import pg from "pg";
import { parseColumns } from "./column-types.ts";
import { type DatabaseTrouble, watchConnections } from "./database-trouble.ts";
import { isTransient } from "./outage.ts";
import { preparedNames } from "./prepared-names.ts";

import { createTurns, type Turns } from "./turns.ts";

/**
 * One pool of connections, seen as Kysely and as plain pg. int8 is bigint, date is 'YYYY-MM-DD',
 * timestamptz is Date.
 */
export interface Database<Schema> {
  db: Kysely<Schema>;
  pool: pg.Pool;
  /**
   * For what nobody waits for: consumers, retries, housekeeping. Its own few connections, with
   * longer timeouts.
   */
  background: { db: Kysely<Schema>; pool: pg.Pool };
  /** What the database and its connections have shown of themselves, for /readyz. */
  trouble: DatabaseTrouble;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  maxConnections: number;
  applicationName: string;
  /**
   * 7.5 s by default: after a turn that nobody blocks and a connection (2 s) within the gateway's
   * 15 s.
   */
  statementTimeoutMs?: number;
  /** 1 s by default: who waits longer holds a connection that others need. */
  lockTimeoutMs?: number;
}

/**
 * How long a request waits for a free connection before it fails; the queue is thereby bounded in
 * time (REL-8).
 */
const connectTimeoutMs = 2_000;
const statementTimeoutMs = 7_500;
const lockTimeoutMs = 1_000;
const background = { maxConnections: 4, statementTimeoutMs: 30_000, lockTimeoutMs: 2_000 };
/** Reads that may take long, at once. */
const slowReadsMax = 2;
/** The part of the pool that transactions may take; the rest is for reads. */
const writersShare = 0.7;

/**
 * Opens the pool; it connects when it is first used. A lost connection fails the query that uses
 * it, nothing else.
 */
export function openDatabase<Schema>(options: DatabaseOptions): Database<Schema> {
  const pool = openPool(options);
  const behind = openPool({
    ...background,
    url: options.url,
    applicationName: `${options.applicationName} background`,
  });
  const db = openKysely<Schema>(pool);
  turnsOf.set(db, createTurns(Math.max(1, Math.ceil(options.maxConnections * writersShare))));
  slowTurnsOf.set(db, createTurns(slowReadsMax));
  return {
    db,
    pool,
    background: { db: openKysely<Schema>(behind), pool: behind },
    trouble: watchConnections([pool, behind]),
    async close() {
      await Promise.all([endOnce(pool), endOnce(behind)]);
    },
  };
}

function openPool(options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    application_name: options.applicationName,
    statement_timeout: options.statementTimeoutMs ?? statementTimeoutMs,
    idle_in_transaction_session_timeout: options.statementTimeoutMs ?? statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs ?? lockTimeoutMs,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: { getTypeParser: parseColumns },
  });
  // Without listeners an idle or a checked-out connection that the server ends would end the
  // process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

function openKysely<Schema>(pool: pg.Pool): Kysely<Schema> {
  const dialect = new PostgresDialect({
    pool: {
      connect: async () => namingClient(await pool.connect()),
      end: () => endOnce(pool),
      options: pool.options,
    },
  });
  return new Kysely<Schema>({ dialect });
}

/** Beside the database and not in it: whoever has but the Kysely takes turns all the same. */
const turnsOf = new WeakMap<object, Turns>();
const slowTurnsOf = new WeakMap<object, Turns>();

async function endOnce(pool: pg.Pool): Promise<void> {
  if (!pool.ending) await pool.end();
}

/**
 * What Kysely gets as its connection: pg's client, except that a text that a statement has is sent
 * by its name.
 */
function namingClient(client: pg.PoolClient): PostgresPoolClient {
  function query<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query(textOrCursor: string | PostgresCursor<unknown>, values: readonly unknown[] = []): unknown {
    // A cursor of pg-cursor; Kysely's type leaves out the half of it that the driver needs.
    if (typeof textOrCursor !== "string") return client.query(textOrCursor as typeof textOrCursor & pg.Submittable);
    const name = preparedNames.find(textOrCursor);
    return client.query({ text: textOrCursor, values: [...values], ...(name === undefined ? {} : { name }) });
  }
  return { query, release: (destroy) => client.release(destroy) };
}

/** How often work is tried in all when it fails by serialisation (40001) or deadlock (40P01). */
const ATTEMPTS_MAX = 5;

/**
 * Runs the work in one transaction, rolled back when it throws. It may run more than once (a
 * deadlock is tried again), so it must have no effect outside of `tx`.
 * @param aggregate the id of the one thing that the work locks: who waits for it takes no one
 * else's room
 */
export async function inTransaction<Schema, Result>(
  database: Pick<Database<Schema>, "db">,
  work: (tx: Transaction<Schema>) => Promise<Result>,
  aggregate?: string,
): Promise<Result> {
  const run = () => database.db.transaction().execute(work);
  const turns = turnsOf.get(database.db);
  for (let attempt = 1; ; attempt++) {
    try {
      return await (turns ? turns.take(aggregate, run) : run());
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !isTransient(error)) throw error;
      await delay(Math.random() * 10 * 2 ** attempt);
    }
  }
}

/**
 * For a read that may take longer than other requests, such as a sum over the whole ledger; its
 * route at the gateway has the patience. One transaction, which writes nothing.
 */
export async function readSlowly<Schema, Result>(
  { db }: Pick<Database<Schema>, "db">,
  timeoutMs: number,
  read: (tx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  const run = () =>
    db
      .transaction()
      .setAccessMode("read only")
      .execute(async (tx) => {
        await sql`SELECT set_config('statement_timeout', ${String(timeoutMs)}, true)`.execute(tx);
        return read(tx);
      });
  const turns = slowTurnsOf.get(db);
  return turns ? turns.take(undefined, run) : run();
}
