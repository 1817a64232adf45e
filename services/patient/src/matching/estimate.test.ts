import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparable } from "./comparable.ts";
import { estimateRates } from "./estimate.ts";
import { shippedModel } from "./shipped-model.ts";

let state = 7;
const random = () => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return state / 2 ** 31;
};
const letters = () => Array.from({ length: 7 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");
const record = (): Comparable => ({
  given: [letters()],
  middle: [],
  surnames: [letters()],
  born: {
    year: 1930 + Math.floor(random() * 80),
    month: 1 + Math.floor(random() * 12),
    day: 1 + Math.floor(random() * 28),
  },
  identifiers: [],
  phones: [String(Math.floor(random() * 1e10))],
  emails: [],
  street: [String(Math.floor(random() * 100)), letters(), "street"],
  zip: String(10_000 + Math.floor(random() * 500)),
});

test("a base whose duplicates never have the same phone learns that a phone says little against one person", () => {
  const people = Array.from({ length: 1_500 }, record);
  const moved = people.slice(0, 700).map((person) => ({ ...person, phones: [String(Math.floor(random() * 1e10))] }));
  const { rates, pairs } = estimateRates([...people, ...moved], shippedModel, random);
  assert.ok(pairs >= 700);
  const { same, different } = rates.phoneNumber;
  assert.ok(same && different && same.m < 0.25 && different.m > 0.7, JSON.stringify(rates.phoneNumber));
  for (const levels of Object.values(rates))
    for (const rate of ["m", "u"] as const) {
      const sum = Object.values(levels).reduce((all, each) => all + each[rate], 0);
      assert.ok(Math.abs(sum - 1) < 0.02, `${JSON.stringify(levels)} ${sum}`);
    }
});

test("nobody and one patient leave the shipped weights as they are", () => {
  for (const records of [[], [record()]])
    assert.deepEqual(estimateRates(records, shippedModel, random).rates, shippedModel.rates);
});
