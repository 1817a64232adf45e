import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import { isAlive, startMark } from "./processes.ts";
import { chooseRunAs, giveTo, type RunAs, spawnAs } from "./run-as.ts";

/**
 * One embedded server's directory: `cluster/` is PostgreSQL's own, beside it the superuser's
 * password and our mark.
 */
export interface DataDirectory {
  root: string;
  cluster: string;
  password: string;
  runAs: RunAs;
}

/**
 * Makes the directory ready to be served: creates it and the cluster in it if they are missing,
 * gives it to the right user, and marks it as ours. Throws when another living process holds it.
 */
export async function prepareDataDirectory(
  binaries: PostgresBinaries,
  path: string,
  durable: boolean,
): Promise<DataDirectory> {
  if (!existsSync(path)) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o711);
  }
  const root = realpathSync(path);
  claim(root);
  const cluster = join(root, "cluster");
  const runAs = chooseRunAs([binaries.postgres, root]);
  if (!existsSync(cluster)) await initialise(binaries, root, runAs, durable);
  removeUnfinished(root);
  giveTo(runAs, cluster);
  return { root, cluster, password: readFileSync(join(root, "superuser-password"), "utf8").trim(), runAs };
}

/** Takes the mark away, so that another process may start on this directory. */
export function release(root: string): void {
  rmSync(join(root, "launcher.json"), { force: true });
}

/**
 * Two launchers on one directory would stop each other's server, so the second is refused while the
 * first one lives.
 */
function claim(root: string): void {
  const path = join(root, "launcher.json");
  const holder = readHolder(path);
  if (holder && isAlive(holder.pid) && startMark(holder.pid) === holder.startMark) {
    throw new Error(`${root} is in use by process ${holder.pid}: stop that one first, or use another directory.`);
  }
  writeFileSync(path, JSON.stringify({ pid: process.pid, startMark: startMark(process.pid) }));
}

function readHolder(path: string): { pid: number; startMark?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

const unfinishedPrefix = "cluster.unfinished";

/**
 * initdb into a neighbour that takes its name only when complete: an interrupted first start is
 * begun again. In a new one each time, since the initdb of a launcher that was killed may still be
 * at work in the last.
 */
async function initialise(binaries: PostgresBinaries, root: string, runAs: RunAs, durable: boolean): Promise<void> {
  const passwordFile = join(root, "superuser-password");
  const unfinished = mkdtempSync(join(root, `${unfinishedPrefix}-`));
  giveTo(runAs, unfinished);
  writeFileSync(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  if (runAs.uid !== undefined && process.getuid?.() === 0) chownSync(passwordFile, runAs.uid, runAs.uid);

  const args = ["--pgdata", unfinished, "--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  args.push("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  args.push("--data-checksums", ...(durable ? [] : ["--no-sync"]));
  const child = spawnAs(runAs, binaries.initdb, args, ["ignore", "pipe", "pipe"]);
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, "close").catch((error: Error) => [error.message]);
  if (code !== 0) throw new Error(`initdb failed (${code}): ${output.trim().split("\n").slice(-5).join(" | ")}`);
  renameSync(unfinished, join(root, "cluster"));
}

/**
 * What is left of starts that were interrupted. Where an initdb is still at work in one, the next
 * start removes the rest.
 */
function removeUnfinished(root: string): void {
  for (const name of readdirSync(root).filter((each) => each.startsWith(unfinishedPrefix))) {
    try {
      rmSync(join(root, name), { recursive: true, force: true });
    } catch {
      // It takes room and nothing else.
    }
  }
}
