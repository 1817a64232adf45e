import { readFileSync } from "node:fs";

/**
 * How many files and connections this process may have open at once; Infinity where the system does
 * not say.
 */
export function openFilesMax(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * How many connections may come in, so that what they lead to (files, databases, other services)
 * can be opened too: a process that has no descriptor left fails at everything at once (REL-8).
 */
export function connectionsThatFit(filesMax: number = openFilesMax()): number {
  const forItself = Math.min(128, filesMax / 2);
  return Math.max(4, Math.floor((filesMax - forItself) / 2));
}
