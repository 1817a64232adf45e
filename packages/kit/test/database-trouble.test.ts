/**
 * What /readyz says of a database that is full, damaged, read-only, gone or overrun: tried on a
 * server of its own.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type PostgresServer, startPostgres } from "@pms/embedded/postgres";
import { openDatabase } from "../src/db/database.ts";
import { createEventLogCheck } from "../src/events/event-log-check.ts";
import { checkReadiness, type Verdict } from "../src/observe/readiness.ts";
import { until } from "../src/testing/until.ts";

const disk = mkdtempSync(join(tmpdir(), "pms-disk-"));
/** A small disk of its own, which takes root. */
const isSmall = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256m", "tmpfs", disk]).status === 0;
const dataDirectory = join(disk, "data");
let readOnly = "off";
let server: PostgresServer = await startPostgres({ dataDirectory });
const database = openDatabase({ url: server.url, maxConnections: 2, applicationName: "trouble" });
const run = (text: string) => database.background.pool.query(text);

after(async () => {
  await database.close();
  await server.stop();
  if (isSmall) spawnSync("umount", [disk]);
  rmSync(disk, { recursive: true, force: true });
});

const restart = async (stop: () => Promise<void>) => {
  await stop();
  server = await startPostgres({
    dataDirectory,
    port: Number(new URL(server.url).port),
    settings: { default_transaction_read_only: readOnly },
  });
};
const reasonOf = (verdict: Verdict) => (verdict === "ok" ? "ok" : `${verdict.state}: ${verdict.reason}`);
const check = async () => reasonOf(await database.trouble.check());
const untilCheck = (expected: RegExp, timeoutMs?: number) =>
  until(String(expected), async () => expected.test(await check()), timeoutMs);

test("a full disk is degraded and said in words, reads go on, and it passes by itself (REL-8)", async (t) => {
  if (!isSmall) return t.diagnostic("NOT RUN: only root can mount a small disk");
  await run("CREATE TABLE things (text text)");
  await run("INSERT INTO things VALUES ('kept')");
  assert.equal(await check(), "ok");
  const ballast = join(disk, "ballast");
  const file = openSync(ballast, "w");
  const piece = Buffer.alloc(65_536);
  try {
    for (;;) writeSync(file, piece);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
  }
  closeSync(file);
  await assert.rejects(run("INSERT INTO things SELECT repeat('x', 1000) FROM generate_series(1, 1000)"));
  assert.match(await check(), /^degraded: the disk of the database is full/);
  assert.equal((await run("SELECT text FROM things")).rows[0]?.text, "kept");
  rmSync(ballast);
  await untilCheck(/^ok$/);
});

test("a damaged page stays in sight until somebody looks, and other tables are served", async () => {
  await run("CREATE TABLE pages AS SELECT n, repeat('x', 500) AS text FROM generate_series(1, 100) n");
  await run("CHECKPOINT");
  const { rows } = await run("SELECT pg_relation_filepath('pages') AS path");
  await restart(() => server.stop());
  await untilCheck(/^ok$/);
  const page = openSync(join(dataDirectory, "cluster", rows[0].path), "r+");
  writeSync(page, Buffer.alloc(512, 0xa5), 0, 512, 4_096);
  closeSync(page);
  await assert.rejects(run("SELECT count(text) FROM pages"));
  assert.match(await check(), /^degraded: data of the database are damaged on the disk \(XX001, seen at 20/);
  await run("DROP TABLE pages");
  assert.match(await check(), /^degraded: data of the database are damaged/);
});

test("a database that takes no writes is degraded, one that is gone is down, and both pass", async () => {
  const fresh = openDatabase({ url: server.url, maxConnections: 2, applicationName: "fresh" });
  const freshCheck = async () => reasonOf(await fresh.trouble.check());
  readOnly = "on";
  await restart(() => server.stop());
  await until("read-only", async () => /^degraded: the database takes no writes/.test(await freshCheck()));
  server.kill();
  await server.exited;
  await until("gone", async () => /^down: the database does not answer/.test(await freshCheck()));
  readOnly = "off";
  await restart(async () => {});
  await until("back", async () => (await freshCheck()) === "ok");
  await fresh.close();
});

test("a pool that gives nobody a connection is down", async () => {
  const fresh = openDatabase({ url: server.url, maxConnections: 2, applicationName: "fresh" });
  const freshCheck = async () => reasonOf(await fresh.trouble.check());
  assert.equal(await freshCheck(), "ok");
  const held = await Promise.all([fresh.pool.connect(), fresh.pool.connect()]);
  let waiting = true;
  const callers = (async () => {
    while (waiting) await fresh.pool.query("SELECT 1").catch(() => {});
  })();
  await until("taken", async () => /^down: all 2 connections/.test(await freshCheck()), 20_000);
  for (const client of held) client.release();
  await until("free", async () => (await freshCheck()) === "ok");
  waiting = false;
  await callers;
  await fresh.close();
});

test("an event log that is gone for some seconds, or takes nothing, is degraded and never down", async () => {
  let healthy = true;
  let failingSinceMs: number | undefined;
  const log = { healthy: async () => healthy };
  const eventLog = createEventLogCheck(log, { failingSinceMs: () => failingSinceMs });
  const said = async () => reasonOf((await checkReadiness({ eventLog })).eventLog ?? "ok");
  assert.equal(await said(), "ok");
  failingSinceMs = performance.now() - 6_000;
  assert.match(await said(), /^degraded: the event log has taken no events for 6 s/);
  failingSinceMs = undefined;
  healthy = false;
  await until("gone", async () => /^degraded: the event log has not answered for/.test(await said()), 20_000);
  healthy = true;
  await until("back", async () => (await said()) === "ok", 20_000);
});

test("a check that hangs is down, and the probe has its answer all the same", async () => {
  const verdicts = await checkReadiness({
    stuck: () => new Promise(() => {}),
    broken: () => Promise.reject(new Error()),
  });
  assert.equal(reasonOf(verdicts.stuck ?? "ok"), "down: does not answer in time");
  assert.equal(reasonOf(verdicts.broken ?? "ok"), "down: does not hold");
});
