import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { allNameWords, joined, nameWords, queryWords, sortName } from "./names.ts";

type Name = Parameters<typeof allNameWords>[0];

/**
 * As the search does it: each word, alone or joined with its neighbours, begins a word of the name.
 */
function finds(query: string, name: Name): boolean {
  const words = queryWords(query);
  const stored = allNameWords(name);
  const begins = (text: string) => stored.some((word) => word.startsWith(text));
  return (
    words.length > 0 &&
    words.every((word, at) =>
      [word, ...joined(words.slice(Math.max(0, at - 3), at + 4)).filter((run) => words.join("").includes(run))].some(
        (text) => text.includes(word) && begins(text),
      ),
    )
  );
}

test("case, accents and apostrophes do not count", () => {
  assert.deepEqual(queryWords("  o’CONNOR-ñandú "), ["oconnor", "nandu"]);
  assert.deepEqual(queryWords("Łukasz Øre Straße"), ["lukasz", "ore", "strasse"]);
  assert.deepEqual(queryWords("Maynard46"), ["maynard46"]);
});

test("a name is found however its particles, apostrophes, hyphens and blanks are written", () => {
  const names: [Name, string[]][] = [
    [{ lastName: "De la Cruz" }, ["delacruz", "de la Cruz", "DELACRUZ", "de-la-cruz", "cruz", "la cruz", "dela cruz"]],
    [{ lastName: "Delacruz" }, ["de la Cruz", "delacruz", "De La Cruz", "dela cruz"]],
    [{ firstName: "Maria de", lastName: "la Cruz" }, ["delacruz", "maria de la cruz", "cruz maria"]],
    [{ middleName: "Van", lastName: "Kirk" }, ["vankirk", "van kirk"]],
    [{ lastName: "van Kirk" }, ["vankirk", "van kirk", "VanKirk", "kirk"]],
    [{ lastName: "VanKirk" }, ["van kirk", "vankirk"]],
    [{ lastName: "O'Connor-Ñandú" }, ["o'connor", "o’connor", "oconnor", "OʼConnor", "o connor", "connor", "nandu"]],
    [{ lastName: "O Connor" }, ["oconnor", "o'connor", "connor"]],
    [{ lastName: "Oconnor" }, ["o'connor", "o connor"]],
    [{ lastName: "Smith‑Jones" }, ["smith-jones", "smith–jones", "smithjones", "smith jones", "jones", "smith−jones"]],
    [{ lastName: "McDonald" }, ["mc donald", "mcdonald"]],
    [{ lastName: "欧阳小明" }, ["欧阳", "小明", "欧阳小明", "小明欧阳", "欧阳 小明", "小明 欧阳"]],
    [{ lastName: "欧阳", firstName: "小明" }, ["欧阳", "小明", "欧阳小明", "小明欧阳", "欧阳 小明"]],
    [{ lastName: "김", firstName: "민수" }, ["김민수", "민수", "민수김", "김 민수"]],
    [{ firstName: "花子", lastName: "ヤマダ" }, ["ﾔﾏﾀﾞ花子", "やまだ", "花子"]],
    [{ lastName: "Juan de la Cruz" }, ["juan", "cruz juan", "juan delacruz"]],
  ];
  for (const [name, queries] of names)
    for (const query of queries) assert.ok(finds(query, name), `${query} in ${JSON.stringify(name)}`);
  assert.ok(!finds("delacruz", { firstName: "Dela", lastName: "Ruiz" }));
  assert.ok(!finds("小红", { lastName: "欧阳小明" }));
});

test("whatever a name is, typing it finds it", () => {
  const part = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(part, part, (firstName, lastName) => {
      const words = new Set(allNameWords({ firstName, lastName }));
      for (const word of [...queryWords(firstName), ...queryWords(lastName)]) assert.ok(words.has(word));
    }),
  );
});

test("a long name has not many more words than a short one has for its length", () => {
  assert.ok(nameWords("a ".repeat(50)).length <= 50 * 4);
  assert.ok(nameWords("明".repeat(100)).length <= 100);
});

test("Lee sorts before Leeson, and then by first name; who has one name is sorted by it", () => {
  const names = [
    { lastName: "Leeson", firstName: "Ann" },
    { firstName: "Lef" },
    { lastName: "Lee", firstName: "Zoe" },
    { lastName: "LÉE", firstName: "Ann" },
    { lastName: "Lee" },
  ];
  assert.deepEqual(names.map(sortName).sort(), ["lee", "lee ann", "lee zoe", "leeson ann", "lef"]);
  assert.equal(sortName({}), "");
});
