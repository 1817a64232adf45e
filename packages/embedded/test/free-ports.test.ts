import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findFreePort, isPortFree, outgoingStart } from "../src/free-ports.ts";

test("free ports are distinct, free, and none that an outgoing connection could take", async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, findFreePort));
  assert.equal(new Set(ports).size, 50);
  for (const port of ports) {
    assert.ok(port < outgoingStart, `${port} is below ${outgoingStart}`);
    assert.ok(await isPortFree(port));
  }
});

test("the kernel's own range is what is kept clear of", { skip: process.platform !== "linux" }, () => {
  const [start] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s+/).map(Number);
  assert.ok(outgoingStart <= Math.max(start ?? 0, 32_768));
});

test("a port that somebody listens on is passed over", async (t) => {
  const next = await findFreePort();
  const server = createServer().listen(next + 1, "127.0.0.1");
  t.after(() => server.close());
  assert.ok(!(await isPortFree(next + 1)));
  assert.notEqual(await findFreePort(), next + 1);
});

test("two processes that ask at the same time are never given the same", async () => {
  const own = new Set(await Promise.all(Array.from({ length: 200 }, findFreePort)));
  const file = fileURLToPath(new URL("../src/free-ports.ts", import.meta.url));
  const script = `const { findFreePort } = await import(${JSON.stringify(file)});
    const ports = []; for (let i = 0; i < 2000; i++) ports.push(await findFreePort()); console.log(ports.join());`;
  const others = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  assert.deepEqual(
    others
      .trim()
      .split(",")
      .map(Number)
      .filter((port) => own.has(port)),
    [],
  );
});
