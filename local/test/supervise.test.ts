import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PortTakenError } from "../src/ports.ts";
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

test("a service whose port somebody else has is not tried again on it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "pms-supervise-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "service.mjs");
  const service = new URL("../../packages/kit/src/process/run-service.ts", import.meta.url).href;
  await writeFile(
    file,
    `import { createServer } from "node:http";
    const { runService } = await import(${JSON.stringify(service)});
    const listen = (port) => new Promise((done, fail) => {
      const server = createServer();
      server.once("error", fail).listen(port, "127.0.0.1", () => done(server.address().port));
    });
    await runService("sample", { type: "object", properties: {} }, async () => listen(await listen(0)));`,
  );
  const said: string[] = [];
  const onLines = (_name: string, lines: string) => said.push(lines);
  const supervised = supervise({ name: "sample", file, environment: {}, workingDirectory: folder, onLines });
  await assert.rejects(supervised.ready, PortTakenError);
  assert.equal(supervised.pid(), undefined);
  assert.match(said.join("\n"), /^sample: could not start: listen EADDRINUSE[^\n]*$/);
});
