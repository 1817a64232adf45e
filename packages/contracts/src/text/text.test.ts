import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { identifierKey } from "./identifiers.ts";
import { foldText, foldWriting, sameText, trimText } from "./text.ts";

const blanks = [" ", "\t", "\n", "\u00a0", "\u2009", "\u202f", "\u3000", "\u2800", "\u0085", "\u2028"];
const invisibles = [
  "\u200b",
  "\u200c",
  "\u200d",
  "\u00ad",
  "\ufeff",
  "\u2060",
  "\u180e",
  "\u3164",
  "\u200f",
  "\u{e0041}",
];

test("blanks and invisible characters of every kind are trimmed at both ends, and nothing between", () => {
  for (const mark of [...blanks, ...invisibles]) {
    const label = `U+${mark.codePointAt(0)?.toString(16)}`;
    assert.equal(trimText(`${mark}${mark}Ana${mark}Ruiz${mark}`), `Ana${mark}Ruiz`, label);
    assert.equal(trimText(mark.repeat(3)), "", label);
  }
  assert.equal(trimText(" 葛\u{e0100}\u200b "), "葛\u{e0100}", "a variant of a letter is part of it");
  const long = `${" ".repeat(200_000)}é${"\u00a0".repeat(200_000)}é`;
  const begun = process.cpuUsage().user;
  assert.equal(trimText(`${long} `).length, 200_002);
  assert.ok(process.cpuUsage().user - begun < 500_000, "in one pass");
});

test("spellings of one text are the same, and of different ones are not", () => {
  const same: string[][] = [
    ["O'Connor", "o’connor", "OʼCONNOR", "O`Connor", "O´Connor", "O‘Connor", "Ｏ＇Connor", "O′Connor"],
    ["Straße", "STRASSE", "strasse", "STRAẞE"],
    ["Łukasz", "lukasz"],
    ["Ñandú", "N\u0303andu\u0301", "nandu"],
    ["Sofia", "Soﬁa", "Ｓｏｆｉａ", "So\u200dfi\u00ada", "Sofi\ufeffa"],
    ["Işık", "ISIK", "isik", "IŞIK"],
    ["İnci", "inci", "INCI"],
    ["カタカナ", "ｶﾀｶﾅ", "かたかな"],
    ["ガラス", "ｶﾞﾗｽ"],
    ["محمد", "مـحـمد", "مُحَمَّد"],
    ["أحمد", "احمد"],
    ["שלום", "שָׁלוֹם"],
    ["Smith-Jones", "Smith‑Jones", "Smith–Jones", "Smith−Jones", "Smith֊Jones", "Smith－Jones", "smith‐jones"],
    ["Mary Ann", "Mary\u00a0Ann", "mary\u3000ann", "Mary \u2009 Ann"],
    ["김민수", "김민수".normalize("NFD")],
    ["Νίκος", "ΝΙΚΟΣ"],
    ["7", "٧", "७", "７"],
  ];
  for (const spellings of same)
    for (const each of spellings) assert.equal(foldText(each), foldText(spellings[0] ?? ""), JSON.stringify(each));
  for (const [a, b] of [
    ["राम", "रम"],
    ["ガ", "カ"],
    ["Ana", "Anna"],
  ] as const)
    assert.equal(sameText(a, b), false, `${a} ${b}`);
});

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom(..."ßŁİıςΣﬁｶﾞガ'’´`-‑−\u00ad\u200d\u0301٣ᾳŉ", ...blanks, "a", "Z"))
    .map((marks) => marks.join("")),
);

test("folding and trimming twice is doing it once, and what is trimmed does not count", () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom(...blanks, ...invisibles), (text, mark) => {
      for (const change of [foldText, foldWriting, trimText]) assert.equal(change(change(text)), change(text));
      assert.equal(foldText(mark + text + mark), foldText(text));
      assert.equal(foldText(trimText(text)), foldText(text));
    }),
    { numRuns: 2_000 },
  );
});

test("forms of Unicode and widths of letters never tell two texts apart", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const known = foldText(text);
      for (const form of ["NFC", "NFD"] as const) assert.equal(foldText(text.normalize(form)), known);
      for (const form of ["NFC", "NFD"] as const) assert.equal(foldWriting(text.normalize(form)), foldWriting(text));
    }),
    { numRuns: 2_000 },
  );
});

test("an id is one however its blanks, widths and hyphens are written, and its letters count", () => {
  const keys = ["ID-7", " ID-7", "ID-7\u00a0", "ID‑7", "ＩＤ－７", "\u200bID-7", "I\u00adD-7"].map((value) =>
    identifierKey({ system: "urn:chart", value }),
  );
  assert.equal(new Set(keys).size, 1);
  assert.notEqual(identifierKey({ system: "urn:chart", value: "ID-8" }), keys[0]);
  assert.notEqual(identifierKey({ system: "urn:chart", value: "id-7" }), keys[0]);
  assert.notEqual(identifierKey({ system: "urn:other", value: "ID-7" }), keys[0]);
});
