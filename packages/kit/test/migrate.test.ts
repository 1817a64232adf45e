import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import pg from "pg";
import { assertMigrated, ensureMigrated, migrate } from "../src/db/migrate.ts";
import { testDatabase } from "../src/testing/postgres.ts";

/** An empty database and a set of migration files that the test may change. */
async function prepare(t: TestContext, files: Record<string, string>) {
  const { url, ownerUrl } = await testDatabase(t, { sets: [], name: "kit_migrate" });
  const directory = mkdtempSync(join(tmpdir(), "pms migrations "));
  t.after(() => rmSync(directory, { recursive: true }));
  const write = (name: string, sql: string) => writeFileSync(join(directory, name), sql);
  for (const [name, sql] of Object.entries(files)) write(name, sql);
  const sets = [{ name: "things", directory }];
  const run = async () =>
    (await migrate({ ownerUrl, appRole: "test_app", sets })).map((file) => `${file.set}/${file.name}`);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on("error", () => {});
  after(() => pool.end());
  return { write, run, pool, sets, url, ownerUrl };
}

test("files are applied in order, once, and the app role can use what they bring", async (t) => {
  const { run, pool } = await prepare(t, {
    "0002_more.sql": "alter table things add column more text",
    "0001_things.sql": "create table things (id bigint generated always as identity)",
  });
  assert.deepEqual(await run(), ["things/0001_things.sql", "things/0002_more.sql"]);
  assert.deepEqual(await run(), []);
  await pool.query("insert into things (more) values ('x')");
  await assert.rejects(pool.query("drop table things"), { code: "42501" });
  await assert.rejects(pool.query("create table mine (id int)"), { code: "42501" });
  await assert.rejects(pool.query("delete from schema_migrations"), { code: "42501" });
});

test("two instances that start together apply each file once", async (t) => {
  const { run } = await prepare(t, { "0001_slow.sql": "select pg_sleep(0.2); create table slow (id int)" });
  const applied = await Promise.all([run(), run(), run()]);
  assert.deepEqual(applied.flat(), ["things/0001_slow.sql"]);
});

test("an applied file that was edited is refused, and nothing else is applied", async (t) => {
  const { run, write, pool, sets } = await prepare(t, { "0001_things.sql": "create table things (id int)" });
  await run();
  write("0001_things.sql", "create table things (id bigint)");
  write("0002_more.sql", "create table more (id int)");
  await assert.rejects(run(), /things\/0001_things\.sql was edited after it was applied/);
  await assert.rejects(assertMigrated(pool, sets), /was edited/);
  assert.equal((await pool.query("select to_regclass('more') as found")).rows[0].found, null);
});

test("a file that fails leaves nothing behind, and those before it stay", async (t) => {
  const { run, write, pool } = await prepare(t, {
    "0001_good.sql": "create table good (id int)",
    "0002_bad.sql": "create table bad (id int); select 1/0",
  });
  await assert.rejects(run(), /things\/0002_bad\.sql failed/);
  const { rows } = await pool.query("select to_regclass('good') as good, to_regclass('bad') as bad");
  assert.deepEqual(rows, [{ good: "good", bad: null }]);
  write("0002_bad.sql", "create table bad (id int)");
  assert.deepEqual(await run(), ["things/0002_bad.sql"]);
});

test("a number below an applied one is refused; one above ours, of a newer version, is not (REL-10)", async (t) => {
  const { run, write, pool, sets } = await prepare(t, { "0002_second.sql": "select 2" });
  await run();
  write("0001_late.sql", "select 1");
  await assert.rejects(run(), /0001_late\.sql comes after number 2/);
  const older = [{ name: "things", directory: mkdtempSync(join(tmpdir(), "pms-older-")) }];
  t.after(() => rmSync(String(older[0]?.directory), { recursive: true }));
  await assertMigrated(pool, older);
  await assert.rejects(assertMigrated(pool, sets), /0001_late/);
});

test("a service without owner's rights is told what is missing", async (t) => {
  const { run, write, pool, sets } = await prepare(t, { "0001_things.sql": "select 1" });
  await assert.rejects(assertMigrated(pool, sets), /lacks migrations: things\/0001_things\.sql/);
  await run();
  await assertMigrated(pool, sets);
  write("0002_more.sql", "select 2");
  await assert.rejects(assertMigrated(pool, sets), /lacks migrations: things\/0002_more\.sql/);
});

test("a start migrates with the owner's role where it is given, and is refused where nobody has", async (t) => {
  const { pool, sets, url, ownerUrl } = await prepare(t, { "0001_things.sql": "create table things (id int)" });
  await assert.rejects(ensureMigrated({ DATABASE_URL: url }, sets), /lacks migrations: things\/0001_things\.sql/);
  await ensureMigrated({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl }, sets);
  await pool.query("insert into things values (1)");
  await ensureMigrated({ DATABASE_URL: url }, sets);
});

test("a stray name and a number used twice are refused", async (t) => {
  const { run, write } = await prepare(t, { "0001_a.sql": "select 1", "0001_b.sql": "select 1" });
  await assert.rejects(run(), /have one number/);
  write("1_short.sql", "select 1");
  await assert.rejects(run(), /not named NNNN_what\.sql/);
});
