import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../src/", import.meta.url);
const sources = globSync("features/*/nav.ts", { cwd: root }).map((path) => readFileSync(new URL(path, root), "utf8"));
const all = (pattern: RegExp) => sources.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""));

test("no two pages of the navigation share an icon, an address or a key; patients see no list of patients", () => {
  for (const pattern of [/\bto: ("[^"]+"|\w+)/g, /goKey: "(\w)"/g]) {
    const found = all(pattern);
    assert.ok(found.length > 4, String(pattern));
    assert.equal(new Set(found).size, found.length, found.join(", "));
  }
  // A patient's own record stands where the list of patients stands for staff, never beside it.
  const icons = sources.flatMap((text) =>
    text
      .split("export const ")
      .filter((entry) => !entry.includes('only: "patients"'))
      .flatMap((entry) => [...entry.matchAll(/icon: (\w+)/g)].map((match) => match[1])),
  );
  assert.equal(new Set(icons).size, icons.length, icons.join(", "));
});
