import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { supervise } from "../src/supervise.ts";

test("a service is passed what its operator sets, and nothing else of the environment", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "pms-supervise-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "service.mjs");
  await writeFile(file, "console.log(JSON.stringify(process.env)); setInterval(() => {}, 1_000);");
  const set = {
    TRUSTED_PROXIES: "192.0.2.1",
    ALLOWED_ORIGINS: "https://intranet.example",
    CURRENCY: "EUR",
    SESSION_IDLE_HOURS: "1",
    SESSION_ABSOLUTE_DAYS: "2",
  };
  const others = { DATABASE_URL: "postgres://elsewhere" };
  Object.assign(process.env, set, others);
  t.after(() => {
    for (const name of Object.keys({ ...set, ...others })) delete process.env[name];
  });
  const { promise: printed, resolve } = Promise.withResolvers<string>();
  const onLines = (_name: string, lines: string) => resolve(lines);
  const service = supervise({ name: "service", file, environment: {}, workingDirectory: folder, onLines });
  t.after(() => service.stop());
  const seen = JSON.parse(await printed);
  for (const [name, value] of Object.entries(set)) assert.equal(seen[name], value, name);
  assert.equal(seen.DATABASE_URL, undefined);
});

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
