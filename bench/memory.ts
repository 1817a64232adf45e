/**
 * What the whole system holds in memory: the five services, the supervisor, PostgreSQL and its
 * children.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { LocalSystem } from "../local/src/start-system.ts";

/**
 * Proportional set sizes, so that shared memory counts once; Linux only. After ten seconds of rest.
 */
export async function residentMegabytes(system: LocalSystem): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const services = [...system.services.values()].flatMap((service) => service.pid() ?? []);
  const pids = [process.pid, ...services, ...below(process.pid)];
  const kilobytes = [...new Set(pids)].reduce((sum, pid) => sum + proportionalKilobytes(pid), 0);
  return Math.round(kilobytes / 1_024);
}

function below(parent: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === parent)
    .map(Number);
  return [...children, ...children.flatMap(below)];
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")[1],
    );
  } catch {
    return undefined;
  }
}

function proportionalKilobytes(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
