/**
 * Runs `npm run generate` and fails for every file that it writes otherwise than it stood there, or
 * takes away.
 */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["packages/contracts/src/gen/**/*.ts", "services/*/src/store/gen/*.ts", "web/src/gen/*.ts"];
const read = () =>
  new Map(globSync(folders, { cwd: root }).map((path) => [path, readFileSync(`${root}${path}`, "utf8")]));

const before = read();
const { status } = spawnSync(process.execPath, [`${root}local/src/generate.ts`], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
});
if (status !== 0) process.exit(1);
const now = read();
const stale = [...new Set([...before.keys(), ...now.keys()])]
  .filter((path) => before.get(path) !== now.get(path))
  .sort();
for (const path of stale) console.error(`${path} was not what its sources say; now it is. Commit it.`);
process.exitCode = stale.length === 0 ? 0 : 1;
