/** The import arrows of ARCHITECTURE.md, and a few habits that a reader should not have to check by eye. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("..", import.meta.url);
const files = globSync(
  ["packages/*/src/**/*.ts", "services/*/src/**/*.ts", "web/src/**/*.{ts,tsx}", "local/src/**/*.ts"],
  {
    cwd: root,
    exclude: (path) => path.includes("node_modules"),
  },
).map((path) => path.replaceAll("\\", "/"));

type Import = { file: string; target: string };
const imports: Import[] = files.flatMap((file) =>
  [
    ...readFileSync(new URL(file, root), "utf8").matchAll(
      /^\s*(?:import|export)\b[^'"]*?from\s+["']([^"']+)["']|import\(["']([^"']+)["']\)/gm,
    ),
  ].map((match) => ({ file, target: match[1] ?? match[2] ?? "" })),
);

/** Who may import which of our packages. What is not listed is refused. */
const arrows: Record<string, RegExp> = {
  "packages/contracts/": /^@pms\/contracts\//,
  "packages/embedded/": /^$/,
  "packages/kit/src/testing/": /^@pms\/(contracts|embedded)\//,
  "packages/kit/": /^@pms\/contracts\//,
  "services/": /^@pms\/(kit|contracts)\//,
  "web/": /^@pms\/contracts\//,
  "local/": /^@pms\/(kit|contracts|embedded)\//,
};

test("packages import each other only along the arrows", () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!target.startsWith("@pms/")) return false;
    const rule = Object.entries(arrows).find(([prefix]) => file.startsWith(prefix));
    return !rule?.[1].test(target);
  });
  assert.deepEqual(wrong, []);
});

test("no file reaches into another package or service by a relative path", () => {
  const home = (path: string) =>
    path
      .split("/")
      .slice(0, path.startsWith("web/") || path.startsWith("local/") ? 1 : 2)
      .join("/");
  const wrong = imports.filter(({ file, target }) => {
    if (!target.startsWith(".")) return false;
    const { pathname } = new URL(target, `file:///${file}`);
    return home(pathname.slice(1)) !== home(file);
  });
  assert.deepEqual(wrong, []);
});

test("production code does not import test support", () => {
  const wrong = imports.filter(
    ({ file, target }) => !file.includes("/testing/") && /(@pms\/kit\/testing|\/testing\/)/.test(target),
  );
  assert.deepEqual(wrong, []);
});

/** Inside a service: main → app → doors → domain → store → record. A lower layer never imports a higher one. */
const layers = [
  ["main"],
  ["app"],
  ["routes", "rpc", "consumers", "proxy"],
  ["domain", "route-table", "upstreams"],
  ["store"],
  ["record"],
];
const layerOf = (path: string): number => {
  const [inside = ""] = (path.split("/src/")[1] ?? "").split("/");
  return layers.findIndex((names) => names.includes(inside.replace(/\.ts$/, "")));
};

test("every folder of a service has a layer, and a place in ARCHITECTURE.md's map", () => {
  const map = readFileSync(new URL("ARCHITECTURE.md", root), "utf8").split("## Who owns what")[0] ?? "";
  for (const file of files) {
    const folder = /^services\/\w+\/src\/([\w-]+)\//.exec(file)?.[1];
    if (folder === undefined) continue;
    assert.ok(layerOf(file) >= 0, `${file} belongs to no layer`);
    assert.match(map, new RegExp(`\\b${folder}/`), `the map does not name ${folder}/`);
  }
});

test("inside a service the layers point one way", () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!file.startsWith("services/") || !target.startsWith(".")) return false;
    const from = layerOf(file);
    const to = layerOf(new URL(target, `file:///${file}`).pathname);
    return from >= 0 && to >= 0 && to < from;
  });
  assert.deepEqual(wrong, []);
});

test("every service has the same shape", () => {
  for (const name of ["gateway", "auth", "patient", "billing", "analytics"]) {
    for (const part of ["README.md", "src/main.ts", "src/config.ts", "src/deps.ts", "src/app.ts"]) {
      assert.doesNotThrow(() => readFileSync(new URL(`services/${name}/${part}`, root)), `services/${name}/${part}`);
    }
  }
});

test("the kit knows no business noun", () => {
  const nouns = /\b(patient|billing|ledger|invoice|charge|payment|guarantor|mrn)s?\b/i;
  const allowed = /patientData|patientId|patient data|patient:|@pms\/contracts/;
  const wrong = files
    .filter((file) => file.startsWith("packages/kit/src/") && !file.includes("/testing/"))
    .flatMap((file) =>
      readFileSync(new URL(file, root), "utf8")
        .split("\n")
        .map((line, index) => ({ where: `${file}:${index + 1}`, line })),
    )
    .filter(({ line }) => nouns.test(line) && !allowed.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line));
  assert.deepEqual(wrong, []);
});
