import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import { isAlive, servesDirectory, waitForExit } from "./processes.ts";

/** What a running server writes into postmaster.pid. */
export interface PostmasterFile {
  pid: number;
  port: number;
  ready: boolean;
}

/** Reads `postmaster.pid` of a cluster; undefined when there is none or it is not complete yet. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  const path = join(cluster, "postmaster.pid");
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, "utf8").split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === "ready" };
}

/**
 * Stops a server that an earlier launcher left behind because it was killed. A file that names a
 * process which is not a server of this directory (its id was given again) is removed, or
 * PostgreSQL would refuse to start.
 */
export async function stopLeftover(binaries: PostgresBinaries, cluster: string, log: (line: string) => void) {
  const leftover = readPostmasterFile(cluster);
  if (!leftover) return;
  if (servesDirectory(leftover.pid, cluster)) {
    log(`Stopping the PostgreSQL server ${leftover.pid} that an earlier run left behind.`);
    await stopServer(binaries, cluster, leftover.pid);
  } else if (isAlive(leftover.pid)) {
    rmSync(join(cluster, "postmaster.pid"), { force: true });
  }
}

/**
 * Fast shutdown (sessions are ended, everything is written), after 20 s an immediate one, after 5 s
 * more the end.
 */
export async function stopServer(binaries: PostgresBinaries, cluster: string, pid: number): Promise<void> {
  const steps: { signal: NodeJS.Signals; mode: string; timeoutMs: number }[] = [
    { signal: "SIGINT", mode: "fast", timeoutMs: 20_000 },
    { signal: "SIGQUIT", mode: "immediate", timeoutMs: 5_000 },
    { signal: "SIGKILL", mode: "immediate", timeoutMs: 5_000 },
  ];
  for (const { signal, mode, timeoutMs } of steps) {
    if (!isAlive(pid)) return;
    if (process.platform === "win32") spawnSync(binaries.pgCtl, ["stop", "-D", cluster, "-m", mode, "-W"]);
    else signalProcess(pid, signal);
    if (await waitForExit(pid, timeoutMs)) return;
  }
  throw new Error(`The PostgreSQL server ${pid} did not stop.`);
}

/** Sends a signal; a process that has just gone is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
