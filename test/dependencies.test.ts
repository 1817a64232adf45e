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

/** Releases below these had advisories, and `npm audit` is not always reachable. */
const safeSince: Record<string, string> = {
  fastify: "5.3.2",
  undici: "7.5.0",
  jose: "4.15.5",
  vite: "7.0.8",
  "@grpc/grpc-js": "1.10.9",
  ajv: "8.17.1",
  protobufjs: "7.5.0",
};

test("no package is older than the release that mended a known weakness", () => {
  const { packages }: { packages: Record<string, { version?: string }> } = read("package-lock.json");
  for (const [path, { version }] of Object.entries(packages)) {
    const name = path.split("node_modules/").at(-1) ?? "";
    const minimum = safeSince[name];
    if (minimum && version)
      assert.ok(version.localeCompare(minimum, "en", { numeric: true }) >= 0, `${path} ${version} < ${minimum}`);
  }
});
