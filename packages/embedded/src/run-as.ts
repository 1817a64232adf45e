import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, lchownSync, lstatSync, readdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";

/** The user and the group that root's PostgreSQL runs as. */
export const nobody = 65534;

/**
 * How PostgreSQL's programs are run. It refuses to run as root, so root runs them as `nobody`, or,
 * where `nobody` can't reach the paths (a project below a 0700 home), as itself in a user namespace
 * that calls it 65534.
 */
export interface RunAs {
  kind: "self" | "nobody" | "namespace";
  /** The owner that data files must have; undefined where files have no numeric owner. */
  uid: number | undefined;
}

/**
 * Chooses the way to run for programs and data at these paths; a path that does not exist yet
 * counts by its parents.
 */
export function chooseRunAs(paths: string[]): RunAs {
  const uid = process.getuid?.();
  if (uid === 0) return paths.every(reachableByNobody) ? { kind: "nobody", uid: nobody } : { kind: "namespace", uid };
  return { kind: hasName() ? "self" : "namespace", uid };
}

/**
 * initdb refuses a user id that has no name, as containers run with: there the namespace lends it
 * that of `nobody`.
 */
function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}

function reachableByNobody(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at)) {
      const { mode, uid, gid } = statSync(at);
      const passes = (mode & 0o001) !== 0 || uid === nobody || ((mode & 0o010) !== 0 && gid === nobody);
      if (!passes) return false;
    }
    if (at === dirname(at)) return true;
  }
}

const mapping = ["--user", `--map-user=${nobody}`, `--map-group=${nobody}`, "--"];

/** Whether this machine lets a program run in a user namespace; containers often do not. */
export function canMapUsers(): boolean {
  return spawnSync("unshare", [...mapping, "true"], { stdio: "ignore" }).status === 0;
}

/**
 * Spawns one of PostgreSQL's programs in a process group of its own, so that Ctrl-C in a terminal
 * reaches us alone.
 */
export function spawnAs(runAs: RunAs, file: string, args: string[], stdio: SpawnOptions["stdio"]): ChildProcess {
  const options: SpawnOptions = {
    stdio,
    env: cleanEnvironment(),
    cwd: dirname(file),
    detached: true,
    windowsHide: true,
  };
  if (runAs.kind === "nobody") return spawn(file, args, { ...options, uid: nobody, gid: nobody });
  if (runAs.kind === "self") return spawn(file, args, options);
  return spawn("unshare", [...mapping, file, ...args], options);
}

/**
 * Gives a directory and all in it to the one who runs PostgreSQL; only root can, others are told
 * whose it is.
 */
export function giveTo(runAs: RunAs, path: string): void {
  if (runAs.uid === undefined) return;
  const { uid } = lstatSync(path);
  if (uid === runAs.uid) return;
  if (process.getuid?.() !== 0) {
    throw new Error(`${path} belongs to user ${uid}: start as that user or as root, or change its owner.`);
  }
  giveTree(runAs.uid, path);
}

function giveTree(uid: number, path: string): void {
  if (lstatSync(path).isDirectory()) for (const entry of readdirSync(path)) giveTree(uid, join(path, entry));
  // The top comes last: an interrupted change is then seen and done again.
  if (lstatSync(path).isSymbolicLink()) lchownSync(path, uid, uid);
  else chownSync(path, uid, uid);
}

/** libpq's own variables (PGDATA, PGPORT, PGOPTIONS, …) must not reach a server of ours. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG") && !name.startsWith("LC_"));
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}
