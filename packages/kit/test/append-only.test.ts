import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { databaseErrorKind } from "../src/db/errors.ts";
import { kitMigrations } from "../src/db/migration-files.ts";
import { testDatabase } from "../src/testing/postgres.ts";

const { url, ownerUrl, superuserUrl } = await testDatabase({ after }, { sets: [kitMigrations], name: "append_only" });
const [app, owner, superuser] = await Promise.all([url, ownerUrl, superuserUrl].map(connect));
if (!app || !owner || !superuser) throw new Error("unreachable");
await owner.query(`
  begin;
  set local pms.app_role = 'test_app';
  create table facts (id int primary key, day date not null) partition by list (id);
  create table facts_1 partition of facts for values in (1);
  select make_append_only('facts');
  create table plain (id int);
  commit;
  insert into facts values (1, '2024-01-01')`);

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  after(() => client.end());
  return client;
}

const changes = [
  "update facts set day = day",
  "delete from facts",
  "delete from facts where false",
  "truncate facts",
  "merge into facts using (select 1 as id) s on facts.id = s.id when matched then delete",
];

for (const change of changes) {
  test(`append-only by grant: the app role is refused "${change}" (REL-9)`, async () => {
    const error = await app.query(change).catch((caught: unknown) => caught);
    assert.equal(databaseErrorKind(error), "permission");
  });
  test(`append-only by trigger: the owner is refused "${change}" (REL-9)`, async () => {
    await assert.rejects(owner.query(change), {
      code: "PMS01",
      message: /^table facts is append-only: [A-Z]+ is refused$/,
    });
  });
}

test("a partition can't be changed behind the table's back (REL-9)", async () => {
  await assert.rejects(owner.query("update facts_1 set day = day"), { code: "PMS01" });
  await assert.rejects(app.query("delete from facts_1"), { code: "PMS01" });
  await assert.rejects(app.query("truncate facts_1"), { code: "42501" });
});

test("the triggers hold while replication's role is set, which skips ordinary ones (REL-9)", async () => {
  await superuser.query("set session_replication_role = replica");
  await assert.rejects(superuser.query("delete from facts"), { code: "PMS01" });
});

test("rows can be added and read, and nothing was lost by what was refused", async () => {
  await app.query("insert into facts values (1, '2024-01-02') on conflict do nothing");
  assert.equal((await app.query("select count(*)::int as n from facts")).rows[0].n, 1);
});

test("the app role can neither make a table append-only nor undo it", async () => {
  await assert.rejects(app.query("select make_append_only('plain')"), { code: "42501" });
  await assert.rejects(app.query("alter table facts disable trigger all"), { code: "42501" });
  await assert.rejects(app.query("drop trigger append_only on facts"), { code: "42501" });
});
