import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { supervise } from "../src/supervise.ts";

test("a process that could not even be made is tried again, like one that ended", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "pms-supervise-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "service.mjs");
  await writeFile(file, "process.send({ ready: true }); setInterval(() => {}, 1_000);");
  // As with a machine that has no processes left, there is an error and no exit.
  const workingDirectory = join(folder, "not-there-yet");
  const { promise: triedAgain, resolve } = Promise.withResolvers<string>();
  const onLines = (_name: string, lines: string) => resolve(lines);
  const service = supervise({ name: "service", file, environment: {}, workingDirectory, onLines });
  t.after(() => service.stop());
  assert.match(await triedAgain, /ended \(ENOENT\); starting again/);
  assert.equal(service.pid(), undefined);
  await mkdir(workingDirectory);
  await service.ready;
  assert.ok(service.pid());
});
