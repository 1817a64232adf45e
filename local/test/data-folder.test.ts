import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { canMapUsers } from "@pms/embedded/run-as";
import { openDataFolder } from "../src/data-folder.ts";
import { openLogFile } from "../src/log-file.ts";

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
/** Root's PostgreSQL passes through as `nobody` where nothing else is possible. */
const folderMode = process.getuid?.() === 0 && !canMapUsers() ? "710" : "700";

test("the data folder and the log are their owner's alone, also when they were open before (PRV-1)", async (t) => {
  const parent = mkdtempSync(join(tmpdir(), "pms-folder-"));
  t.after(() => rmSync(parent, { recursive: true }));
  const umask = process.umask(0);
  t.after(() => process.umask(umask));
  const fresh = join(parent, "a", "fresh one");
  await openDataFolder(fresh);
  assert.equal(modeOf(fresh), folderMode);
  chmodSync(fresh, 0o777);
  for (const name of ["services.log", "services.log.1"]) writeFileSync(join(fresh, name), "before\n", { mode: 0o666 });
  await openDataFolder(fresh);
  assert.equal(modeOf(fresh), folderMode);
  assert.equal(modeOf(join(fresh, "services.log.1")), "600");

  const path = join(fresh, "services.log");
  chmodSync(path, 0o644);
  const log = openLogFile(path, () => {}, 20);
  log.write("one line that is long");
  assert.equal(modeOf(path), "600", "one that was there");
  log.write("another line");
  await log.close();
  assert.equal(modeOf(path), "600", "the next after a rotation");
  assert.equal(modeOf(`${path}.1`), "600");
});
