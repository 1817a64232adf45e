import assert from "node:assert/strict";
import { test } from "node:test";
import { regionCode } from "./regions.ts";

test("states of the United States are two letters, as ever, with and without the country", () => {
  for (const country of [undefined, "US", "usa", "United States", "U.S.A."])
    for (const [state, code] of [
      ["Massachusetts", "MA"],
      [" new  york ", "NY"],
      ["ca", "CA"],
      ["LA4", "LA4"],
    ])
      assert.equal(regionCode({ state, country }), code, `${state} ${country}`);
});

test("a region elsewhere is its ISO 3166-2 code, by code or by name in its own language or in English", () => {
  for (const [state, country, code] of [
    ["Île-de-France", "France", "FR-IDF"],
    ["ile de france", "FR", "FR-IDF"],
    ["Bayern", "Deutschland", "DE-BY"],
    ["Bavaria", "DEU", "DE-BY"],
    ["by", "de", "DE-BY"],
    ["DE-BY", "Germany", "DE-BY"],
    ["ON", "Canada", "CA-ON"],
    ["Québec", "CA", "CA-QC"],
    ["NSW", "Australia", "AU-NSW"],
    ["New South Wales", "AU", "AU-NSW"],
    ["Bristol", "UK", "GB-BST"],
    ["Tokyo", "Japan", "JP-13"],
    ["São Paulo", "Brasil", "BR-SP"],
    ["Catalonia", "España", "ES-CT"],
  ] as const)
    assert.equal(regionCode({ state, country }), code, `${state}, ${country}`);
});

test("without a country a name that one country alone has is found; one of several stays a name", () => {
  assert.equal(regionCode({ state: "Ontario" }), "CA-ON");
  assert.equal(regionCode({ state: "Bavaria" }), "DE-BY");
  assert.equal(regionCode({ state: "FR-IDF" }), "FR-IDF");
  assert.equal(regionCode({ state: "Limburg" }), "Limburg");
});

test("what no list knows never leaves: its country does, in three letters, or nothing (PRV-1)", () => {
  for (const state of ["12 Rose Street", "Jane Q. Public", "Ruritania", "zq12state", ""]) {
    assert.equal(regionCode({ state, country: "Germany" }), "DEU", state);
    for (const country of ["Atlantis", undefined]) assert.equal(regionCode({ state, country }), "", state);
  }
  assert.equal(regionCode({ country: "Canada" }), "CAN");
  assert.equal(regionCode(undefined), "");
});
