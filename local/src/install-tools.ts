/** Generators and linters, kept apart from the product and installed when they are first needed. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where they stand, whether they are installed or not. */
export const tools = fileURLToPath(new URL("../../tools", import.meta.url));

/**
 * Installs what is not there yet; throws when that fails. By the lock file, as `npm ci` would, but
 * without its demand that every platform's binaries stand in it: not every registry has them all.
 */
export function installTools(): void {
  // npm writes it last: without it an installation was interrupted.
  if (existsSync(`${tools}/node_modules/.package-lock.json`)) return;
  const { status } = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund"], {
    cwd: tools,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("The tools could not be installed.");
}
