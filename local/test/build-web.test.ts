import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { buildWeb } from "../src/build-web.ts";

/**
 * In Vite's place: writes what stands in `web/public/icon.svg`, and fails half-way where that is
 * "broken".
 */
const builder = `
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const folder = process.argv[process.argv.indexOf("--outDir") + 1];
const icon = readFileSync("public/icon.svg", "utf8");
mkdirSync(folder, { recursive: true });
writeFileSync(folder + "/index.html", icon);
if (icon === "broken") process.exit(1);
`;

test("the web UI is built anew when a file of it changes, and what was built stays until the new one is whole", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "pms web-"));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, "web", "public"), { recursive: true });
  await mkdir(join(root, "node_modules", "vite", "bin"), { recursive: true });
  await writeFile(join(root, "node_modules", "vite", "bin", "vite.js"), builder);
  const icon = join(root, "web", "public", "icon.svg");
  /** @returns what is served, and whether it was built now */
  const build = async (text: string, minutesAhead: number) => {
    await writeFile(icon, text);
    const changed = new Date(Date.now() + minutesAhead * 60_000);
    await utimes(icon, changed, changed);
    let built = false;
    const folder = await buildWeb(root, () => (built = true));
    return [await readFile(join(folder, "index.html"), "utf8"), built];
  };
  assert.deepEqual(await build("one", -1), ["one", true]);
  assert.deepEqual(await build("two", -1), ["one", false]);
  assert.deepEqual(await build("three", 1), ["three", true]);
  await assert.rejects(build("broken", 1), /could not be built/);
  assert.equal(await readFile(join(root, "web", "dist", "index.html"), "utf8"), "three");
  assert.deepEqual((await readdir(join(root, "web"))).sort(), ["dist", "public"]);
});
