/** What the processes of a running system have cost. Linux only. */
import { readdirSync, readFileSync } from "node:fs";
import type { LocalSystem } from "../local/src/start-system.ts";

const clockTicksPerSecond = 100;

type ProcessTime = { name: string; seconds: number };

/** CPU seconds so far of each process of the system, by its id. */
export function cpuSeconds(system: LocalSystem): Map<string, ProcessTime> {
  const services = new Map([...system.services].map(([name, service]) => [service.pid(), name]));
  const seconds = new Map<string, ProcessTime>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const stat = read(`/proc/${pid}/stat`);
    const title = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
    const name = services.get(Number(pid)) ?? postgresRole(title) ?? (Number(pid) === process.pid ? "load" : undefined);
    if (!name) continue;
    const fields = stat.replace(/^.*\) /s, "").split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    seconds.set(pid, { name, seconds: ticks / clockTicksPerSecond });
  }
  return seconds;
}

/**
 * CPU seconds between two looks, by what the processes are; those that ended in between are left
 * out.
 */
export function spent(before: Map<string, ProcessTime>, after: Map<string, ProcessTime>): Map<string, number> {
  const byName = new Map<string, number>();
  for (const [pid, { name, seconds }] of after)
    byName.set(name, (byName.get(name) ?? 0) + seconds - (before.get(pid)?.seconds ?? 0));
  return byName;
}

/**
 * "pg patient" of "postgres: patient_app patient 127.0.0.1(5432) idle", "pg other" of those that
 * serve no connection.
 */
function postgresRole(title: string): string | undefined {
  if (!title.startsWith("postgres:")) return undefined;
  const backend = /^postgres: \S+ (\S+) \S+\(\d+\)/.exec(title);
  return backend ? `pg ${backend[1]}` : "pg other";
}

export function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
