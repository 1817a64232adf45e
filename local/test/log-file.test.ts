import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openLogFile } from "../src/log-file.ts";

async function logPath(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pms-log-"));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, "services.log");
}

test("lines are appended to those of an earlier run", async (t) => {
  const path = await logPath(t);
  for (const line of ["first", "second"]) {
    const log = openLogFile(path, assert.fail);
    log.write(line);
    await log.close();
  }
  assert.equal(readFileSync(path, "utf8"), "first\nsecond\n");
});

test("a full file makes way, and one before it is kept: the log never takes more than twice its size", async (t) => {
  const path = await logPath(t);
  const log = openLogFile(path, assert.fail, 20);
  for (const line of ["first nine", "second one", "third line", "fourth one", "fifth line"]) log.write(line);
  await log.close();
  assert.equal(readFileSync(path, "utf8"), "fifth line\n");
  assert.equal(readFileSync(`${path}.1`, "utf8"), "third line\nfourth one\n");
});

test("a file that cannot be written is told of once and ends nothing", async (t) => {
  const path = await logPath(t);
  mkdirSync(path);
  const said: string[] = [];
  const log = openLogFile(path, (line) => said.push(line));
  for (let i = 0; i < 3; i += 1) {
    log.write("a line");
    await sleep(20);
  }
  await log.close();
  assert.equal(said.length, 1);
  assert.match(said[0] ?? "", /services\.log cannot be written, lines are dropped: EISDIR/);
  assert.ok(existsSync(path));
});
