import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "@pms/kit/db/database";
import { until } from "@pms/kit/testing/until";
import { startInfrastructure } from "../src/infrastructure.ts";
import { loadSecrets } from "../src/secrets.ts";

/**
 * Milliseconds since 1970 when the server at the URL was started; undefined when it does not
 * answer.
 */
async function startedAt(url: string): Promise<number | undefined> {
  const database = openDatabase({ url, maxConnections: 1, applicationName: "test" });
  try {
    const { rows } = await database.pool.query(
      "SELECT extract(epoch FROM pg_postmaster_start_time())::float8 * 1000 AS at",
    );
    return rows[0].at;
  } catch {
    return undefined;
  } finally {
    await database.close();
  }
}

test("a PostgreSQL that is killed comes back at the same address, and stays away once it was stopped (REL-1)", async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "pms infrastructure-"));
  t.after(() => rm(dataDirectory, { recursive: true }));
  const said: string[] = [];
  const infrastructure = await startInfrastructure({
    dataDirectory,
    secrets: await loadSecrets(dataDirectory),
    kafka: false,
    durable: true,
    say: (line) => said.push(line),
    log: () => {},
  });
  const url = infrastructure.superuserUrl;
  const before = await startedAt(url);
  assert.ok(before);
  const pidFile = join(dataDirectory, "postgres", "cluster", "postmaster.pid");
  process.kill(Number((await readFile(pidFile, "utf8")).split("\n")[0]), "SIGKILL");
  const isBack = async () => ![undefined, before].includes(await startedAt(url));
  await until("PostgreSQL is back", isBack, 60_000);
  await infrastructure.stop();
  assert.equal(await startedAt(url), undefined);
  assert.deepEqual(said, ["PostgreSQL ended; it is started again …", "PostgreSQL is back"]);
});
