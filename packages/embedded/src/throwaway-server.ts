import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "./postgres.ts";

/*
 * A program of its own, started by throwaway.ts: serves a new, empty, non-durable PostgreSQL,
 * prints its URL, and when its standard input ends, which happens however the parent ends, stops
 * the server and removes the data.
 */
const dataDirectory = join(tmpdir(), `pms-test-${randomUUID()}`);
const parentGone = new Promise<void>((resolve) => process.stdin.on("close", resolve).on("error", resolve).resume());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.stdout.on("error", () => {});
try {
  const server = await startPostgres({ dataDirectory, durable: false });
  process.stdout.write(`${server.url}\n`);
  await parentGone;
  await server.stop();
} finally {
  rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
}
