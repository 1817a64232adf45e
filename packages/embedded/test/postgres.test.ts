import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { findFreePort } from "../src/free-ports.ts";
import { type PostgresServer, startPostgres } from "../src/postgres.ts";
import { isAlive, waitForExit } from "../src/processes.ts";
import { provisionDatabase } from "../src/provision.ts";

const isRoot = process.getuid?.() === 0;
const launcher = fileURLToPath(new URL("./launcher.ts", import.meta.url));

/**
 * A folder with a blank in its name that goes with the test; `mode` is its own, `data` in it does
 * not exist yet.
 */
function folder(t: TestContext, mode = 0o711): { path: string; data: string } {
  const path = mkdtempSync(join(tmpdir(), "pms embedded "));
  chmodSync(path, mode);
  t.after(() => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  return { path, data: join(path, "my data") };
}

async function start(t: TestContext, dataDirectory: string, options = {}): Promise<PostgresServer> {
  const server = await startPostgres({ dataDirectory, ...options });
  t.after(() => server.stop());
  return server;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the launcher as a process of its own and waits for the server's URL and process id. */
async function launch(t: TestContext, data: string, uid?: number) {
  const identity = uid === undefined ? {} : { uid, gid: uid };
  const child: ChildProcess = spawn(process.execPath, [launcher, data], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: "/",
    ...identity,
  });
  t.after(() => child.kill("SIGKILL"));
  if (!child.stdout) throw new Error("unreachable");
  const exit = once(child, "exit").then(() => Promise.reject(new Error("The launcher ended; its message is above.")));
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), exit]);
  exit.catch(() => {});
  const { url, pid }: { url: string; pid: number } = JSON.parse(line);
  t.after(async () => {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
    await waitForExit(pid, 5_000);
  });
  return { child, url, pid };
}

test("data survive stop and start, in a path with blanks, with checksums and fsync on (REL-1)", async (t) => {
  const { data } = folder(t);
  const first = await start(t, data);
  await query(first.url, "create table kept as select 42 as answer");
  await first.stop();
  assert.ok(!isAlive(first.pid));
  const second = await start(t, data);
  assert.deepEqual(await query(second.url, "select answer from kept"), [{ answer: 42 }]);
  const [settings] = await query(
    second.url,
    `select current_setting('data_checksums') as checksums, current_setting('fsync') as fsync,
     current_setting('server_version_num')::int / 10000 as version`,
  );
  assert.deepEqual(settings, { checksums: "on", fsync: "on", version: 18 });
});

test("only those who know the password get in, and it is a file that only its owner can read", async (t) => {
  const { data } = folder(t);
  const server = await start(t, data, { durable: false });
  const stranger = new URL(server.url);
  stranger.password = "postgres";
  await assert.rejects(query(stranger.href, "select 1"), { code: "28P01" });
  assert.equal(statSync(join(data, "superuser-password")).mode & 0o777, 0o600);
  assert.equal(statSync(join(data, "cluster")).mode & 0o777, 0o700);
});

test("the server's log shows neither statements nor row values (PRV-1)", async (t) => {
  const lines: string[] = [];
  const { data } = folder(t);
  const server = await start(t, data, { durable: false, log: (line: string) => lines.push(line) });
  await query(server.url, "create table people (name text primary key); insert into people values ('Marker-Quill')");
  await assert.rejects(query(server.url, "insert into people values ('Marker-Quill')"), { code: "23505" });
  await assert.rejects(query(server.url, "select 'Marker-Quill'::int"), { code: "22P02" });
  await server.stop();
  assert.match(lines.join("\n"), /database system is shut down/);
  assert.doesNotMatch(lines.join("\n"), /Quill/);
});

test("after kill -9 of the launcher the next start stops the server left behind and finds the data (REL-1)", async (t) => {
  const { data } = folder(t);
  const { child, url, pid } = await launch(t, data);
  await query(url, "create table kept as select 42 as answer");
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.ok(isAlive(pid), "the server outlives its launcher, else this test shows nothing");
  const next = await start(t, data);
  assert.ok(!isAlive(pid));
  assert.deepEqual(await query(next.url, "select answer from kept"), [{ answer: 42 }]);
});

test("after kill -9 of the server too, with sessions open, the next start finds the data (REL-1)", async (t) => {
  const { data } = folder(t);
  const { child, url, pid } = await launch(t, data);
  await query(url, "create table kept as select 42 as answer");
  const busy = query(url, "select pg_sleep(60)").catch(() => {});
  process.kill(pid, "SIGKILL");
  child.kill("SIGKILL");
  await once(child, "exit");
  const next = await start(t, data);
  assert.deepEqual(await query(next.url, "select answer from kept"), [{ answer: 42 }]);
  await busy;
});

test("a pid file that names another process, whose id was given again, neither stops it nor the start", async (t) => {
  const { data } = folder(t);
  const first = await start(t, data, { durable: false });
  await first.stop();
  const innocent = spawn("sleep", ["60"], isRoot ? { uid: 65534, gid: 65534 } : {});
  t.after(() => innocent.kill());
  writeFileSync(
    join(data, "cluster", "postmaster.pid"),
    `${innocent.pid}\n${join(data, "cluster")}\n1\n1\n\n\n\nready\n`,
  );
  const second = await start(t, data, { durable: false });
  assert.notEqual(second.pid, innocent.pid);
  assert.equal(innocent.exitCode, null);
});

test("a second launcher on the same directory is refused and the first one's server goes on", async (t) => {
  const { data } = folder(t);
  const { url, child } = await launch(t, data);
  await assert.rejects(startPostgres({ dataDirectory: data }), new RegExp(`in use by process ${child.pid}`));
  assert.deepEqual(await query(url, "select 1 as one"), [{ one: 1 }]);
});

test("two starts in one process on the same directory: the second is refused", async (t) => {
  const { data } = folder(t);
  const first = await start(t, data, { durable: false });
  await assert.rejects(startPostgres({ dataDirectory: data }), /in use by process/);
  assert.deepEqual(await query(first.url, "select 1 as one"), [{ one: 1 }]);
});

test("a first start that was interrupted is begun again", async (t) => {
  const { data } = folder(t);
  mkdirSync(join(data, "cluster.unfinished"), { recursive: true });
  writeFileSync(join(data, "cluster.unfinished", "PG_VERSION"), "18");
  chmodSync(data, 0o711);
  const server = await start(t, data, { durable: false });
  assert.deepEqual(await query(server.url, "select 1 as one"), [{ one: 1 }]);
  assert.ok(!existsSync(join(data, "cluster.unfinished")));
  await server.stop();
  mkdirSync(join(data, "cluster.unfinished-later", "pg_wal"), { recursive: true });
  await start(t, data, { durable: false });
  assert.ok(!existsSync(join(data, "cluster.unfinished-later")), "what outlived one start goes with the next");
});

test("data of another version are refused, and the error says where they are and which version made them", async (t) => {
  const { data } = folder(t);
  await (await start(t, data, { durable: false })).stop();
  writeFileSync(join(data, "cluster", "PG_VERSION"), "17\n");
  await assert.rejects(startPostgres({ dataDirectory: data, durable: false }), /my data\/cluster, data of version 17/);
});

test("a server that ends by itself gives its directory free", async (t) => {
  const { data } = folder(t);
  const first = await start(t, data);
  first.kill();
  await first.exited;
  const { url } = await start(t, data, { port: first.port });
  assert.deepEqual(await query(url, "select 1 as one"), [{ one: 1 }]);
});

test("a given port is used, and when it is taken the error says which", async (t) => {
  const port = await findFreePort();
  const server = await start(t, folder(t).data, { port, durable: false });
  assert.equal(server.port, port);
  await assert.rejects(
    startPostgres({ dataDirectory: folder(t).data, port, durable: false }),
    new RegExp(`${port} is taken`),
  );
});

test("it runs below a folder that only its user can enter, and where others could before", async (t) => {
  const { path, data } = folder(t, 0o711);
  const first = await start(t, data, { durable: false });
  await query(first.url, "create table kept as select 42 as answer");
  await first.stop();
  chmodSync(path, 0o700);
  const second = await start(t, data, { durable: false });
  assert.deepEqual(await query(second.url, "select answer from kept"), [{ answer: 42 }]);
  await second.stop();
  chmodSync(path, 0o711);
  const third = await start(t, data, { durable: false });
  assert.deepEqual(await query(third.url, "select answer from kept"), [{ answer: 42 }]);
});

if (isRoot) {
  for (const [uid, who] of [
    [65_534, "a plain user"],
    [12_345, "a user id without a name, as in a container,"],
  ] as const) {
    test(`${who} can start it, be killed and start again (REL-1)`, async (t) => {
      const { path, data } = folder(t, 0o700);
      chownSync(path, uid, uid);
      const first = await launch(t, data, uid);
      await query(first.url, "create table kept as select 42 as answer");
      first.child.kill("SIGKILL");
      await once(first.child, "exit");
      const second = await launch(t, data, uid);
      assert.ok(!isAlive(first.pid));
      assert.deepEqual(await query(second.url, "select answer from kept"), [{ answer: 42 }]);
      assert.equal(statSync(join(data, "cluster")).uid, uid);
    });
  }
}

test("provisioning is repeatable and gives the running service use without ownership", async (t) => {
  const server = await start(t, folder(t).data, { durable: false });
  const roles = { database: "pms-a", owner: "a_owner", ownerPassword: "o'w n", app: "a", appPassword: "p@/:" };
  await Promise.all([provisionDatabase(server.url, roles), provisionDatabase(server.url, roles)]);
  await provisionDatabase(server.url, { ...roles, database: "pms-b", owner: "b_owner", app: "b" });
  const urlFor = (user: string, password: string, database: string) => {
    const url = new URL(server.url);
    return Object.assign(url, { username: user, password, pathname: `/${database}` }).href;
  };
  await query(urlFor("a_owner", "o'w n", "pms-a"), "create table t (id int generated always as identity)");
  await query(urlFor("a", "p@/:", "pms-a"), "insert into t default values; select similarity(unaccent('é'), 'e')");
  await assert.rejects(query(urlFor("a", "p@/:", "pms-a"), "drop table t"), { code: "42501" });
  await assert.rejects(query(urlFor("a", "p@/:", "pms-b"), "select 1"), { code: "42501" });
});

test("a first start that was killed is begun again at once, while its initdb still works", async (t) => {
  const { data } = folder(t);
  const child = spawn(process.execPath, [launcher, data], { stdio: "ignore", cwd: "/" });
  const isAtWork = () =>
    existsSync(data) && readdirSync(data).some((name) => existsSync(join(data, name, "pg_wal", "archive_status")));
  while (!isAtWork() && child.exitCode === null) await delay(5);
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.equal(existsSync(join(data, "cluster")), false);
  const { url } = await start(t, data, { durable: false });
  assert.equal((await query(url, "SELECT 1 AS one"))[0]?.one, 1);
});
