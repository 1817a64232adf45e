import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { until } from "@pms/kit/testing/until";

const script = fileURLToPath(new URL("../src/start.ts", import.meta.url));

/** `npm start` in a data folder of its own, on free ports. */
async function start(t: TestContext, environment: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "pms start-"));
  t.after(() => rm(folder, { recursive: true, maxRetries: 5 }));
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: "0", PMS_DATA_DIR: folder, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  return { folder, child };
}

/** The process id in the cluster's pid file; undefined when there is no server. */
async function serverOf(folder: string): Promise<number | undefined> {
  const file = await readFile(join(folder, "postgres", "cluster", "postmaster.pid"), "utf8").catch(() => undefined);
  // The file is there before its first line is.
  return file === undefined || file === "" ? undefined : Number.parseInt(file, 10);
}

test("a PORT that is none is named", async (t) => {
  const { child } = await start(t, { PORT: "808O" });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.equal(code, 1);
  assert.match(said, /PORT is 808O/);
});

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  test(`${signal} in the middle of the start leaves no server behind`, async (t) => {
    const { folder, child } = await start(t);
    const ended = once(child, "exit");
    const pid = await until("a server runs", () => {
      assert.equal(child.exitCode, null);
      return serverOf(folder);
    });
    child.kill(signal);
    assert.deepEqual(await ended, [0, null]);
    assert.equal(await serverOf(folder), undefined);
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  });
}
