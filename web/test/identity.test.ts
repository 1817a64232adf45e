import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMrn, parseMrn } from "@pms/contracts/patients/mrn";
import { formatAge } from "../src/lib/age.ts";
import { addDays, formatIdentityDate, today } from "../src/lib/local-date.ts";

test("an identity date reads alike in every locale", () => {
  assert.equal(formatIdentityDate("1961-03-04"), "04-Mar-1961");
});

test("an age is told in the unit that matters at that age", () => {
  const cases: [string, string, string][] = [
    ["2026-11-22", "2026-11-23", "1 day"],
    ["2026-10-27", "2026-11-23", "27 days"],
    ["2026-10-26", "2026-11-23", "4 weeks"],
    ["2025-11-23", "2026-11-23", "12 months"],
    ["2024-11-24", "2026-11-23", "23 months"],
    ["2017-07-01", "2026-11-23", "9 y 4 m"],
    ["2008-11-24", "2026-11-23", "17 y 11 m"],
    ["2008-11-23", "2026-11-23", "18 y"],
    ["1964-02-29", "2026-02-28", "61 y"],
    ["2027-01-01", "2026-11-23", ""],
  ];
  for (const [born, on, age] of cases) assert.equal(formatAge(born, on), age, `${born} on ${on}`);
});

test("an MRN is grouped for reading and accepted either way, with a right check digit only", () => {
  assert.equal(formatMrn("100488171"), "1004 8817-1");
  assert.equal(parseMrn("1004 8817-1"), "100488171");
  assert.equal(parseMrn("100488171"), "100488171");
  for (const text of ["1004 8817-3", "5724"]) assert.equal(parseMrn(text), undefined, text);
  const valid = Array.from({ length: 10 }, (_, digit) => parseMrn(`10048817${digit}`)).filter(Boolean);
  assert.equal(valid.length, 1, "exactly one check digit is right");
});

test("today is the calendar date of the facility's zone", () => {
  const instant = new Date("2026-11-23T03:00:00Z");
  assert.equal(today("America/New_York", instant), "2026-11-22");
  assert.equal(today("Asia/Tokyo", instant), "2026-11-23");
  assert.equal(addDays("2026-03-01", -1), "2026-02-28");
});
