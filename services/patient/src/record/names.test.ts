import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { foldName, nameWords, queryWords, sortName } from "./names.ts";

test("case, accents and apostrophes do not count", () => {
  assert.deepEqual(queryWords("  o’CONNOR-ñandú "), ["oconnor", "nandu"]);
  assert.deepEqual(queryWords("Łukasz Øre Straße"), ["lukasz", "ore", "strasse"]);
  assert.deepEqual(queryWords("Maynard46"), ["maynard46"]);
});

test("a hyphenated name and one with an apostrophe are found by each of their parts", () => {
  const words = nameWords("O'Connor-Ñandú", undefined, "Mary Ann");
  for (const word of ["oconnor", "nandu", "oconnornandu", "connor", "mary", "ann"])
    assert.ok(words.includes(word), word);
});

test("whatever a name is, typing it finds it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      const words = new Set(nameWords(name));
      for (const word of queryWords(name)) assert.ok(words.has(word));
    }),
  );
});

test("folding twice is folding once", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => assert.equal(foldName(foldName(name)), foldName(name))),
  );
});

test("Lee sorts before Leeson, and then by first name", () => {
  const names = [
    { lastName: "Leeson", firstName: "Ann" },
    { lastName: "Lee", firstName: "Zoe" },
    { lastName: "LÉE", firstName: "Ann" },
  ];
  const sorted = names.map(sortName).sort();
  assert.deepEqual(sorted, ["lee ann", "lee zoe", "leeson ann"]);
});
