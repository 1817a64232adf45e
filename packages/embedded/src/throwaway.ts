import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * A PostgreSQL server for tests: empty, non-durable, in a temporary directory that goes with it.
 */
export interface ThrowawayPostgres {
  /** Of the superuser. */
  url: string;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a server that goes away by itself with this process, even when that one is killed with -9:
 * a process between the two watches for it. It does not keep this process alive.
 */
export async function startThrowawayPostgres(): Promise<ThrowawayPostgres> {
  const program = fileURLToPath(new URL("./throwaway-server.ts", import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const exited = once(child, "exit");
  const url = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve)),
    exited.then(() => Promise.reject(new Error("The test PostgreSQL did not start; its message is above."))),
  ]);
  child.unref();
  for (const stream of [child.stdin, child.stdout]) if ("unref" in stream) (stream as { unref(): void }).unref();
  return {
    url,
    async stop() {
      child.ref();
      child.stdin.end();
      await exited;
    },
  };
}
