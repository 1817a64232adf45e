import assert from "node:assert/strict";
import { test } from "node:test";
import { searchedValues } from "../src/features/patients/searched-values.ts";

const reading = { order: "month-first", today: "2026-11-26" } as const;

function filled(searched: string) {
  return Object.fromEntries(Object.entries(searchedValues(searched, reading)).filter(([, text]) => text !== ""));
}

test("a registration begins with what was searched for, each part in its field, as it was typed", () => {
  const searched: [string, Record<string, string>][] = [
    ["ruiz ana maria", { "/lastName": "ruiz", "/firstName": "ana maria" }],
    ["1/2/1990", { "/dateOfBirth": "1/2/1990" }],
    ["Ruiz, Ana 04-Mar-1990", { "/lastName": "Ruiz", "/firstName": "Ana", "/dateOfBirth": "04-Mar-1990" }],
    ["ruiz 4 mar 1990 ana", { "/lastName": "ruiz", "/firstName": "ana", "/dateOfBirth": "4 mar 1990" }],
    ["Mar 4, 1990", { "/dateOfBirth": "Mar 4 1990" }],
    ["ruiz ~65", { "/lastName": "ruiz", "/dateOfBirth": "~65" }],
    ["1/2/90", { "/dateOfBirth": "1/2/90" }],
    ["555-111-2222", { "/phoneNumber": "555-111-2222" }],
    ["ruiz (555) 111 2222", { "/lastName": "ruiz", "/phoneNumber": "(555) 111 2222" }],
    ["ana@x.org", { "/email": "ana@x.org" }],
    ["ruiz ana@x.org 1/2/1990", { "/lastName": "ruiz", "/email": "ana@x.org", "/dateOfBirth": "1/2/1990" }],
  ];
  for (const [text, values] of searched) assert.deepEqual(filled(text), values, text);
});

test("an MRN and a few digits are no phone", () => {
  for (const text of ["100488171", "1004 8817-1", "555"]) assert.deepEqual(filled(text), {}, text);
});
