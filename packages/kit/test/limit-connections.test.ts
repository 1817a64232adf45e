import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { connectionsThatFit } from "@pms/kit/http/open-files";
import { until } from "../src/testing/until.ts";

const server = fileURLToPath(new URL("./connections/server-process.ts", import.meta.url));

test("a server that may open few files refuses connections in words, logs a line, and goes on at once (REL-8)", async (t) => {
  const command = `ulimit -n 96; exec "${process.execPath}" "${server}"`;
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  let logged = "";
  child.stderr.on("data", (lines) => {
    logged += String(lines);
  });
  const port = Number(await once(child.stdout, "data"));
  const ask = async () => (await fetch(`http://127.0.0.1:${port}/livez`, { headers: { connection: "close" } })).status;
  assert.equal(await ask(), 200);
  const flood = await Promise.all(Array.from({ length: 300 }, () => open(port)));
  const said = flood.map(({ first }) => first);
  assert.ok(said.some((text) => /^HTTP\/1\.1 503 .*application\/problem\+json.*connection: close/is.test(text)));
  assert.equal(said.filter((text) => text.startsWith("HTTP/1.1 200")).length, connectionsThatFit(96));
  for (const { socket } of flood) socket.destroy();
  await until("it answers again", async () => (await ask().catch(() => 0)) === 200, 5_000);
  assert.equal(child.exitCode, null, "it is alive");
  assert.equal(logged.split("\n").filter((line) => line.includes('"level":"warn"')).length, 1, logged);
});

/** Asks, and reads what is said first: nothing, where the connection was cut. */
async function open(port: number): Promise<{ socket: Socket; first: string }> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  socket.write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const first = await new Promise<string>((done) =>
    socket.once("data", (data) => done(String(data))).once("close", () => done("")),
  );
  return { socket, first };
}
