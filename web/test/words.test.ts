import assert from "node:assert/strict";
import { test } from "node:test";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import arabic from "../src/i18n/ar.json" with { type: "json" };
import pages from "../src/i18n/es.json" with { type: "json" };
import problems from "../src/i18n/es-problems.json" with { type: "json" };
import { readTexts } from "./texts.ts";

const { translated, bare } = readTexts();
const spanish: Record<string, string> = { ...pages, ...problems };
const texts = new Map(translated.map(({ text, where }) => [text, where]));
const catalogs: [string, Record<string, string>][] = [
  ["Spanish", spanish],
  ["Arabic", arabic],
];

/** The names that a text takes values under, and its numbered elements. */
function placesOf(text: string): string[] {
  const names: string[] = [];
  const read = (tokens: unknown): void => {
    if (!Array.isArray(tokens)) return;
    if (typeof tokens[0] === "string" && tokens.length <= 3 && /^\w+$/.test(tokens[0])) names.push(tokens[0]);
    for (const token of tokens) if (Array.isArray(token)) read(token);
  };
  const compiled = compileMessage(text);
  if (Array.isArray(compiled)) for (const token of compiled) read(token);
  return [...new Set([...names, ...(text.match(/<\/?\d+\/?>/g) ?? [])])].sort();
}

test("every word that a page says goes through t or Rich", () => {
  assert.deepEqual(
    bare.map(({ text, where }) => `${where} ${text}`),
    [],
  );
});

test("Spanish says everything that English says", () => {
  const missing = [...texts].filter(([text]) => !(text in spanish)).map(([text, where]) => `${where} ${text}`);
  assert.deepEqual(missing, []);
});

test("what only servers say of a problem is not part of the first load, and what pages say is", () => {
  const said = translated.filter(({ where }) => !/^i18n\/(server|field)-words/.test(where)).map(({ text }) => text);
  assert.deepEqual(
    said.filter((text) => text in problems),
    [],
  );
  assert.deepEqual(
    Object.keys(problems).filter((text) => text in pages),
    [],
  );
});

for (const [language, catalog] of catalogs)
  test(`${language} translates what is said, with the same values in it`, () => {
    const stale = Object.keys(catalog).filter((text) => !texts.has(text));
    assert.deepEqual(stale, [], "no page says these any more");
    for (const [text, translation] of Object.entries(catalog)) {
      assert.notEqual(translation.trim(), "", text);
      assert.deepEqual(placesOf(translation), placesOf(text), text);
    }
  });
