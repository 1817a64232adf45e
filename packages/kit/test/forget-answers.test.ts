import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startForgettingAnswers } from "../src/forget-answers.ts";
import { kitMigrations } from "../src/migration-files.ts";
import { testDatabase } from "../src/testing/postgres.ts";

test("answers are forgotten when they are a day old, and not before (REL-4)", async (t) => {
  const database = await testDatabase(t, { sets: [kitMigrations], name: "forget" });
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  await pool.query(`INSERT INTO idempotency_keys (scope, fingerprint, status, sealed, created_at)
    SELECT int4send(n), '', 200, '', now() - interval '1 day' + interval '1 minute' * (1500 - n) * 0.1
    FROM generate_series(1, 4000) n`);
  const warnings: unknown[] = [];
  const forgetting = startForgettingAnswers({
    pool,
    logger: { warn: (...line: unknown[]) => void warnings.push(line) },
  });
  const left = async () =>
    (
      await pool.query(
        "SELECT count(*)::int AS count, min(created_at) >= now() - interval '1 day' AS fresh FROM idempotency_keys",
      )
    ).rows[0];
  for (const until = Date.now() + 10_000; (await left()).count > 1_500 && Date.now() < until; ) await sleep(20);
  await forgetting.stop();
  const { count, fresh } = await left();
  assert.ok(fresh);
  assert.ok(count > 1_400 && count <= 1_500, String(count));
  assert.deepEqual(warnings, []);
  await pool.end();
});

test("forgetting goes on after a failure and ends at once", async () => {
  const pool = new pg.Pool({ connectionString: "postgres://nobody@127.0.0.1:1/none" });
  const warned = Promise.withResolvers<void>();
  const forgetting = startForgettingAnswers({ pool, logger: { warn: () => warned.resolve() } });
  await warned.promise;
  await forgetting.stop();
  await pool.end();
});
