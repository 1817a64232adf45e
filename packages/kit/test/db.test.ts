import assert from "node:assert/strict";
import { after, test } from "node:test";
import { sql } from "kysely";
import pg from "pg";
import { inTransaction, openDatabase } from "../src/db/database.ts";
import { databaseErrorKind, isUniqueViolation } from "../src/db/errors.ts";
import { testDatabase } from "../src/testing/postgres.ts";

interface Schema {
  counters: { id: number; value: bigint };
}

const { url, ownerUrl } = await testDatabase({ after }, { sets: [], name: "kit_db" });
const database = openDatabase<Schema>({ url, maxConnections: 6, applicationName: "db test" });
after(() => database.close());
const owner = new pg.Client({ connectionString: ownerUrl });
await owner.connect();
await owner.query("create table counters (id int primary key, value bigint not null)");
await owner.end();

test("int8 comes exactly, dates as they are written, instants as Date, in arrays too", async () => {
  const { rows } = await database.pool.query(`select 9007199254740993::int8 as big, array[1,null]::int8[] as bigs,
    date '2024-02-29' as day, array[date '2024-02-29'] as days, timestamptz '2024-02-29T12:00:00Z' as at`);
  assert.deepEqual(rows[0], {
    big: 9007199254740993n,
    bigs: [1n, null],
    day: "2024-02-29",
    days: ["2024-02-29"],
    at: new Date("2024-02-29T12:00:00Z"),
  });
});

test("transactions that lock each other out both happen: the one that is the victim is run again", async () => {
  await database.db
    .insertInto("counters")
    .values([1, 2].map((id) => ({ id, value: 0n })))
    .execute();
  const bothHold = Promise.withResolvers<void>();
  let holding = 0;
  let runs = 0;
  const addTo = (first: number, second: number) =>
    inTransaction(database, async (tx) => {
      runs += 1;
      const increment = (id: number) => sql`update counters set value = value + 1 where id = ${id}`.execute(tx);
      await increment(first);
      holding += 1;
      if (holding === 2) bothHold.resolve();
      await bothHold.promise;
      await increment(second);
    });
  await Promise.all([addTo(1, 2), addTo(2, 1)]);
  assert.equal(runs, 3);
  const { rows } = await database.pool.query("select value from counters where id in (1, 2)");
  assert.deepEqual(rows, [{ value: 2n }, { value: 2n }]);
});

test("work that always conflicts is given up", async () => {
  let runs = 0;
  const work = async () => {
    runs++;
    throw Object.assign(new Error("conflict"), { code: "40001" });
  };
  await assert.rejects(inTransaction(database, work), /conflict/);
  assert.equal(runs, 5);
});

test("a taken key is told by the name of its constraint", async () => {
  const insert = () => database.pool.query("insert into counters values (424242, 1)");
  await insert();
  const error = await insert().catch((caught: unknown) => caught);
  assert.ok(isUniqueViolation(error));
  assert.ok(isUniqueViolation(error, "counters_pkey"));
  assert.ok(!isUniqueViolation(error, "another"));
});

test("a connection that the server ends fails its query, not the process, and the pool goes on", async (t) => {
  // A pool of its own: the runner lays an uncaught error on the test that made the connection.
  const mortal = openDatabase<Schema>({ url, maxConnections: 2, applicationName: "db test" });
  t.after(() => mortal.close());
  const ended = inTransaction(mortal, async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    const pid = rows[0]?.pid;
    // The wait makes the connection end while no query is under way that could take the error.
    await mortal.pool.query("select pg_terminate_backend($1, 5000)", [pid]);
    await mortal.pool.query("select pg_sleep(0.05)");
    await sql`select 1`.execute(tx);
  });
  assert.equal(databaseErrorKind(await ended.catch((error: unknown) => error)), "outage");
  assert.equal((await mortal.pool.query("select 1 as one")).rows[0].one, 1);
});

test("a statement that takes too long is cancelled", async () => {
  const impatient = openDatabase<Schema>({
    url,
    maxConnections: 1,
    applicationName: "db test",
    statementTimeoutMs: 50,
  });
  after(() => impatient.close());
  const error = await impatient.pool.query("select pg_sleep(10)").catch((caught: unknown) => caught);
  assert.equal(databaseErrorKind(error), "query-canceled");
});
