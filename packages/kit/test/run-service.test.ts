import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startInOrder } from "../src/process/run-service.ts";

const modules = {
  service: new URL("../src/process/run-service.ts", import.meta.url).href,
  config: new URL("../src/process/config.ts", import.meta.url).href,
  typebox: import.meta.resolve("typebox"),
};

/** A service that is started at once, or never. */
const serviceScript = (start: "at once" | "never") => `
  const { runService } = await import(${JSON.stringify(modules.service)});
  const { Type } = await import(${JSON.stringify(modules.typebox)});
  setInterval(() => {}, 1000);
  await runService("sample", Type.Object({}), async () => {
    ${start === "never" ? "process.send({ ready: false }); await new Promise(() => {});" : ""}
    return { ports: {}, stop: async () => {} };
  });`;

/**
 * A supervisor as `npm start` is one: it reads its child's output. It says the child's id once the
 * child has spoken.
 */
const supervisorScript = (service: string) => `
  const { spawn } = await import("node:child_process");
  const child = spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(service)}],
    { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  child.stdout.resume();
  child.stderr.resume();
  child.once("message", () => console.log(child.pid));`;

async function superviseAndKill(t: TestContext, service: string): Promise<number> {
  const supervisor = spawn(process.execPath, ["--input-type=module", "-e", supervisorScript(service)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => supervisor.kill("SIGKILL"));
  const [line] = await once(createInterface({ input: supervisor.stdout }), "line");
  // What the service has logged so far is written: its last line will meet a closed pipe.
  await sleep(300);
  supervisor.kill("SIGKILL");
  return Number(line);
}

async function endsBySelf(t: TestContext, pid: number): Promise<boolean> {
  const alive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  t.after(() => alive() && process.kill(pid, "SIGKILL"));
  for (let waitedMs = 0; waitedMs < 12_000 && alive(); waitedMs += 50) await sleep(50);
  return !alive();
}

test("a service ends when its supervisor was killed, though nobody reads its last log lines (REL-7)", async (t) => {
  assert.ok(await endsBySelf(t, await superviseAndKill(t, serviceScript("at once"))), "still there after 12 s");
});

test("a service whose supervisor was killed while it was starting ends too (REL-7)", async (t) => {
  assert.ok(await endsBySelf(t, await superviseAndKill(t, serviceScript("never"))), "still there after 12 s");
});

test("a service whose supervisor was killed before it could see that ends too (REL-7)", async (t) => {
  const service = `process.send("loading"); await new Promise((done) => setTimeout(done, 1500)); ${serviceScript("at once")}`;
  assert.ok(await endsBySelf(t, await superviseAndKill(t, service)), "still there after 12 s");
});

for (const [what, then] of [
  ["a start that fails", 'throw new Error("no database");'],
  ["an error that nobody catches", 'process.nextTick(() => { throw new Error("a fault of ours"); });'],
] as const)
  test(`${what} ends a service whose reader went away meanwhile (REL-7)`, async (t) => {
    const script = `
      const { runService } = await import(${JSON.stringify(modules.service)});
      const { Type } = await import(${JSON.stringify(modules.typebox)});
      setInterval(() => {}, 1000);
      await runService("sample", Type.Object({}), async (_, logger) => {
        logger.info("starting");
        process.stderr.write("busy\\n");
        // Nothing tells it before it has something to say: it is busy until then.
        for (const until = Date.now() + 500; Date.now() < until; );
        ${then}
        return { ports: {}, stop: async () => {} };
      });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "pipe"] });
    await once(createInterface({ input: child.stderr }), "line");
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    assert.ok(await endsBySelf(t, child.pid ?? 0), "still there after 12 s");
  });

test("a service that npm started ends when npm is told to, whose shell passes no signal on (REL-7)", async (t) => {
  const environment = { ...process.env, npm_lifecycle_event: "start" };
  const script = `console.log("pid " + process.pid); ${serviceScript("at once")}`;
  // The shell has something left to do afterwards, so that it cannot become the service.
  const shell = spawn("sh", ["-c", '"$0" --input-type=module -e "$1"; true', process.execPath, script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: environment,
  });
  t.after(() => shell.kill("SIGKILL"));
  const lines = createInterface({ input: shell.stdout });
  const pid = await new Promise<number>((resolve) => {
    lines.on("line", (line) => line.startsWith("pid ") && resolve(Number(line.slice(4))));
  });
  await new Promise<void>((resolve) => lines.on("line", (line) => line.includes('"ready"') && resolve()));
  shell.kill("SIGTERM");
  assert.ok(await endsBySelf(t, pid), "still there after 12 s");
});

for (const [level, code, said] of [
  ["loud", 78, /sample: The configuration is not complete:\n {2}LOG_LEVEL must be one of/],
  ["", 0, /"level":"info"[^\n]*"ready"/],
] as const)
  test(`with LOG_LEVEL=${level} a service ends with ${code}`, async () => {
    const script = `
      const { runService } = await import(${JSON.stringify(modules.service)});
      const { serverConfig } = await import(${JSON.stringify(modules.config)});
      const { Type } = await import(${JSON.stringify(modules.typebox)});
      await runService("sample", Type.Object({ LOG_LEVEL: serverConfig.LOG_LEVEL }), async () => {
        setTimeout(() => process.kill(process.pid, "SIGTERM"), 50);
        return { ports: {}, stop: async () => {} };
      });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LOG_LEVEL: level },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (piece) => {
        output += String(piece);
      });
    const [ended] = await once(child, "close");
    assert.match(output, said);
    assert.equal(ended, code, output);
  });

test("a start that fails closes what it had opened, the last first, and tells why it failed", async () => {
  const closed: string[] = [];
  const started = startInOrder(async (opened) => {
    opened.defer(() => void closed.push("database"));
    opened.defer(async () => {
      closed.push("consumer");
      throw new Error("the consumer does not stop");
    });
    throw new Error("the port is taken");
  });
  await assert.rejects(started, /the port is taken/);
  assert.deepEqual(closed, ["consumer", "database"]);
});

test("a stopped service has closed its parts, the last first", async () => {
  const closed: string[] = [];
  const service = await startInOrder(async (opened) => {
    for (const part of ["database", "consumer", "door"]) opened.defer(() => void closed.push(part));
    return { port: 1 };
  });
  assert.deepEqual([service.ports, closed], [{ port: 1 }, []]);
  await service.stop();
  assert.deepEqual(closed, ["door", "consumer", "database"]);
});
