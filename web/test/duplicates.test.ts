import assert from "node:assert/strict";
import { test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { candidatesAmong, doubtOf, duplicateSearches } from "../src/features/patients/use-duplicates.ts";

const reading = { order: "month-first", today: "2026-11-23" } as const;
const typed = (born: string) => ({ "/lastName": "Ruiz", "/firstName": "Ana", "/dateOfBirth": born });
const patient = (id: string, dateOfBirth: string, dateOfBirthEstimated = false) =>
  ({ id, lastName: "Ruiz", firstName: "Ana", dateOfBirth, dateOfBirthEstimated }) as Patient;
const strongOf = (born: string, ...found: Patient[]) =>
  candidatesAmong(found, typed(born), reading).map(({ strong }) => strong);

test("an estimated birth is searched for by its year, not as the first of January", () => {
  assert.equal(duplicateSearches(typed("~1961"), reading)[0]?.dateOfBirth, "1961");
  assert.equal(duplicateSearches(typed("3/4/1961"), reading)[0]?.dateOfBirth, "1961-03-04");
});

test("a namesake of the same year is very likely the same person when either birth is an estimate", () => {
  assert.deepEqual(strongOf("~1961", patient("a", "1961-03-04"), patient("b", "1962-01-01")), [true, false]);
  assert.deepEqual(strongOf("3/4/1961", patient("a", "1961-01-01", true)), [true]);
  assert.deepEqual(strongOf("3/4/1961", patient("a", "1961-03-05")), [false]);
});

test("who is different stays said, whichever search answers first", () => {
  const [a, b] = [patient("a", "1961-03-04"), patient("b", "1961-03-04")];
  const doubtAmong = (...found: Patient[]) => doubtOf(candidatesAmong(found, typed("3/4/1961"), reading));
  assert.equal(doubtAmong(a, b), doubtAmong(b, a));
  assert.equal(doubtAmong(), "");
});

test("someone with one name, and one whose name is written otherwise, is looked for and recognised", () => {
  const one = { "/lastName": "Suharto", "/dateOfBirth": "6/8/1921" };
  assert.equal(duplicateSearches(one, reading)[0]?.name, "Suharto");
  const known = { id: "a", firstName: "SUHARTO", dateOfBirth: "1921-06-08" } as Patient;
  assert.equal(candidatesAmong([known], one, reading)[0]?.strong, true);
  const cruz = { "/lastName": "Delacruz", "/firstName": "Ana", "/dateOfBirth": "6/8/1921" };
  const stored = { id: "b", lastName: "De la Cruz", firstName: "Ana", dateOfBirth: "1921-06-08" } as Patient;
  assert.equal(candidatesAmong([stored], cruz, reading)[0]?.strong, true);
  assert.deepEqual(duplicateSearches({ "/dateOfBirth": "6/8/1921" }, reading), []);
});
