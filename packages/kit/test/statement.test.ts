import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inTransaction, openDatabase } from "../src/db/database.ts";
import { constant, join, run, runForOne, sql, statement } from "../src/db/statement.ts";
import { testDatabase } from "../src/testing/postgres.ts";

const { url } = await testDatabase({ after }, { sets: [], name: "kit_statement" });
const database = openDatabase<{ notes: { id: number; text: string } }>({
  url,
  maxConnections: 1,
  applicationName: "statement tests",
});
const { pool } = database;
after(() => database.close());

const preparedNames = async () => {
  const { rows } = await pool.query<{ name: string }>("SELECT name FROM pg_prepared_statements ORDER BY name");
  return rows.map(({ name }) => name);
};

test("what a value says is never read as SQL", async () => {
  const typed = "'); DROP TABLE notes; -- $1 \\ $2";
  const row = await runForOne(pool, statement("echo")`SELECT ${typed}::text AS text, ${[typed]}::text[] AS texts`);
  assert.deepEqual(row, { text: typed, texts: [typed] });
});

test("fragments bring their values along, in their order, at any depth", async () => {
  const both = join([sql`${1}::int < ${2}::int`, sql`${"a"}::text IN (${"a"}, ${"b"})`], " AND ");
  const nested = sql`(${both}) AND ${constant("TRUE")}`;
  const row = await runForOne(
    pool,
    statement("nested")`SELECT ${7}::int AS first, ${nested} AS holds, ${8}::int AS last`,
  );
  assert.deepEqual(row, { first: 7, holds: true, last: 8 });
});

test("a statement is prepared once, and its variants apart; without a name it is not kept", async () => {
  const ask = (condition: ReturnType<typeof sql>) =>
    run(pool, statement("asked-twice")`SELECT 1 AS one WHERE ${condition}`);
  for (const times of [1, 2]) {
    assert.equal((await ask(sql`${times}::int > 0`)).length, 1);
    assert.equal((await ask(sql`FALSE`)).length, 0);
  }
  await run(pool, sql`SELECT ${1}::int`);
  const names = (await preparedNames()).filter((name) => name.startsWith("asked"));
  assert.deepEqual(names, ["asked-twice", "asked-twice~2"]);
});

test("one that varies without end is planned each time and fills no memory", async () => {
  for (let width = 1; width <= 40; width += 1) {
    const columns = join(
      Array.from({ length: width }, (_, index) => sql`${index}::int AS ${constant(`c${index}`)}`),
      ", ",
    );
    const [row] = await run(pool, statement("wide")`SELECT ${columns}`);
    assert.equal(Object.keys(row ?? {}).length, width);
  }
  assert.equal((await preparedNames()).filter((name) => name.startsWith("wide")).length, 32);
});

test("within a transaction it sees what the transaction wrote, prepared all the same", async () => {
  await inTransaction(database, async (tx) => {
    await run(tx, sql`CREATE TEMP TABLE notes (id int, text text) ON COMMIT DROP`);
    await run(tx, statement("insert-note")`INSERT INTO notes VALUES (${1}, ${"kept"})`);
    assert.deepEqual(await tx.selectFrom("notes").select("text").execute(), [{ text: "kept" }]);
  });
  assert.ok((await preparedNames()).includes("insert-note"));
  const undone = inTransaction(database, async (tx) => {
    await run(tx, sql`CREATE TEMP TABLE undone (id int)`);
    throw new Error("undo");
  });
  await assert.rejects(undone, /undo/);
  await assert.rejects(run(pool, sql`SELECT FROM undone`), /does not exist/);
});
