import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder of migrations with a numbering of its own. */
export interface MigrationSet {
  name: string;
  directory: URL | string;
}

/** One file `NNNN_what.sql`. */
export interface MigrationFile {
  set: string;
  number: number;
  name: string;
  sql: string;
  /** Of the text with `\n` line ends, so that a checkout on Windows is not an edit. */
  sha256: string;
}

/** Kit's own set: every service applies it before its own. */
export const kitMigrations: MigrationSet = { name: "kit", directory: new URL("../../migrations/", import.meta.url) };

/**
 * Reads the sets' files, in order of set and number; throws on a stray `.sql` name or a number used
 * twice.
 */
export function readMigrations(sets: readonly MigrationSet[]): MigrationFile[] {
  return sets.flatMap(readSet);
}

function readSet(set: MigrationSet): MigrationFile[] {
  const directory = set.directory instanceof URL ? fileURLToPath(set.directory) : set.directory;
  const names = readdirSync(directory).filter((name) => name.endsWith(".sql"));
  const files = names.sort().map((name) => {
    const digits = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1];
    if (digits === undefined) throw new Error(`Migration ${set.name}/${name} is not named NNNN_what.sql.`);
    const sql = readFileSync(join(directory, name), "utf8").replaceAll("\r\n", "\n");
    const sha256 = createHash("sha256").update(sql).digest("hex");
    return { set: set.name, number: Number(digits), name, sql, sha256 };
  });
  files.forEach((file, index) => {
    if (files[index - 1]?.number === file.number) {
      throw new Error(`Migrations ${set.name}/${files[index - 1]?.name} and ${file.name} have one number.`);
    }
  });
  return files;
}
