import { writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** Their files start processes, each many, and share nothing that is worth loading once. */
const ALONE = ["test", "local"];

/**
 * Writes what a run of `files` begins with into `folder`, and answers the paths: one entry for
 * each workspace, which runs its files one after the other in one process, so that what they import
 * is loaded once; one for each file of the rest. `node --test` goes by name, so they are numbered in
 * the order of `files`.
 */
export function bringTogether(root: string, files: readonly string[], folder: string): string[] {
  const groups = Map.groupBy(files, (file) => {
    const [first = "", second = ""] = relative(root, file).split(sep);
    if (ALONE.includes(first)) return file;
    return first === "web" ? first : `${first}/${second}`;
  });
  return [...groups.values()].map((group, index) => {
    const entry = join(folder, `${String(index).padStart(3, "0")}.mjs`);
    writeFileSync(entry, group.length === 1 ? importOf(group) : oneAfterTheOther(root, group));
    return entry;
  });
}

const importOf = (files: readonly string[]): string =>
  files.map((file) => `await import(${JSON.stringify(pathToFileURL(file).href)});\n`).join("");

/** Each file is a test with its own tests in it: its hooks run when it begins and when it ends. */
function oneAfterTheOther(root: string, files: readonly string[]): string {
  const tests = files.map((file) => {
    const [name, url] = [relative(root, file), pathToFileURL(file).href].map((text) => JSON.stringify(text));
    return `await test(${name}, async () => void (await import(${url})));\nassertAsFound(${name});\n`;
  });
  return `${prelude}try {\n${tests.join("")}} finally {\n  clearInterval(awake);\n}\n`;
}

/**
 * What a file left behind would show in another as a riddle. A test that waits for a timer that
 * holds nothing must not end the process for those after it.
 */
const prelude = `import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
const found = { now: Date.now, Date, elapsed: performance.now, setTimeout, environment: { ...process.env } };
function assertAsFound(name) {
  const { now } = Date;
  const left = { now, Date, elapsed: performance.now, setTimeout, environment: { ...process.env } };
  if (!isDeepStrictEqual(left, found)) throw new Error(name + " leaves a clock or the environment changed");
}
const awake = setInterval(() => {}, 60_000);
`;
