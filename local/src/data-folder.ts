/** The data folder is its owner's alone: what is in it names patients, and opens the databases. */
import { chmod, chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { canMapUsers, nobody } from "@pms/embedded/run-as";

const mode = 0o700;
/** Files that an older version left readable to all. */
const kept = ["services.log", "services.log.1", "event-log-kind", "event-log.json", "keys-database.json"];

/**
 * Makes it when it is missing, and private when it is not. Where root's PostgreSQL cannot run but
 * as `nobody`, that one alone may pass through, by its group.
 */
export async function openDataFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode });
  await unlessForeign(chmod(path, mode));
  if (process.getuid?.() === 0 && !canMapUsers()) {
    await chown(path, 0, nobody);
    await chmod(path, mode | 0o010);
  }
  for (const name of kept) await unlessForeign(chmod(join(path, name), 0o600));
}

/** What belongs to somebody else is refused later, with a sentence that says whose it is. */
async function unlessForeign(change: Promise<void>): Promise<void> {
  await change.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "EPERM") throw error;
  });
}
