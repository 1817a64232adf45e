import assert from "node:assert/strict";
import { test } from "node:test";
import type { ComparedField, DuplicatePair, MatchCandidate } from "@pms/contracts/patients/matching";
import type { Patient } from "@pms/contracts/patients/patient";
import { groupPairs } from "../src/features/duplicates/group-pairs.ts";
import { nextPair, sidesOf } from "../src/features/duplicates/use-merge-queue.ts";
import { candidatesOf, describedIn, doubtOf } from "../src/features/patients/use-duplicates.ts";

const reading = { order: "month-first", today: "2026-11-23" } as const;
const typed = (born: string) => ({ "/lastName": "Ruiz", "/firstName": "Ana", "/dateOfBirth": born });
const fields = (born: ComparedField["outcome"], kind?: ComparedField["kind"]): ComparedField[] => [
  { field: "firstName", outcome: "same", weight: 9 },
  { field: "lastName", outcome: "same", weight: 9 },
  { field: "dateOfBirth", outcome: born, ...(kind && { kind }), weight: 9 },
];
const found = (id: string, more: Partial<MatchCandidate> = {}, patient: Partial<Patient> = {}): MatchCandidate => ({
  patient: { id, ...patient } as Patient,
  probability: 0.9,
  grade: "probable",
  fields: fields("same"),
  ...more,
});
const strongOf = (born: string, ...candidates: MatchCandidate[]) =>
  candidatesOf(candidates, describedIn(typed(born), reading) ?? {}).map(({ strong }) => strong);

test("an estimated birth is asked for as one, and half a date not at all", () => {
  assert.equal(describedIn(typed("~1961"), reading)?.dateOfBirthEstimated, true);
  assert.equal(describedIn(typed("3/4/1961"), reading)?.dateOfBirth, "1961-03-04");
  assert.equal(describedIn(typed("3/4"), reading), undefined);
  assert.equal(describedIn({ ...typed("3/4"), "/phoneNumber": "617-555-0101" }, reading)?.dateOfBirth, undefined);
});

test("nobody is asked for by a birth date alone, and half an identifier is left out", () => {
  assert.equal(describedIn({ "/dateOfBirth": "6/8/1921" }, reading), undefined);
  const half = { ...typed("6/8/1921"), "/identifiers/0/system": "chart" };
  assert.equal(describedIn(half, reading)?.identifiers, undefined);
  const whole = { ...half, "/identifiers/0/value": "A-1" };
  assert.deepEqual(describedIn(whole, reading)?.identifiers, [{ system: "chart", value: "A-1" }]);
});

test("a namesake of the same day, or of the same year where either birth is an estimate, is told apart", () => {
  const estimated = { dateOfBirthEstimated: true };
  const ofTheYear = { fields: fields("close", "part") };
  assert.deepEqual(strongOf("3/4/1961", found("a")), [true]);
  assert.deepEqual(strongOf("~1961", found("a", ofTheYear)), [true]);
  assert.deepEqual(strongOf("3/4/1961", found("a", ofTheYear, estimated)), [true]);
  assert.deepEqual(strongOf("3/4/1961", found("a", ofTheYear)), [false]);
  assert.deepEqual(strongOf("3/4/1961", found("a", { fields: fields("different") })), [false]);
  assert.deepEqual(strongOf("3/4/1961", found("a", { fields: fields("different"), grade: "certain" })), [true]);
});

test("who is different stays said, whoever is named first", () => {
  const doubt = (...candidates: MatchCandidate[]) => doubtOf(candidatesOf(candidates, {}));
  assert.equal(doubt(found("a"), found("b")), doubt(found("b"), found("a")));
  assert.equal(doubt(), "");
});

const pair = (id: string, low: string, high: string, cluster?: DuplicatePair["cluster"]): DuplicatePair =>
  ({
    id,
    patientIds: [low, high],
    patients: [
      { id: low, createdAt: `2026-01-0${low.charCodeAt(0) - 96}` },
      { id: high, createdAt: `2026-01-0${high.charCodeAt(0) - 96}` },
    ],
    ...(cluster && { cluster }),
  }) as DuplicatePair;
const three = { id: "a", patientIds: ["a", "b", "c"] };

test("pairs of one cluster stand together where the first of them stood, under one head", () => {
  const shown = groupPairs([pair("1", "a", "b", three), pair("2", "d", "e"), pair("3", "a", "c", three)]);
  assert.deepEqual(
    shown.map(({ pair: { id }, group }) => [id, group?.size, group?.isFirst]),
    [
      ["1", 3, true],
      ["3", 3, false],
      ["2", undefined, undefined],
    ],
  );
});

test("who was registered first stays, unless others were merged into the other a moment ago", () => {
  assert.equal(sidesOf(pair("1", "a", "b"), new Set())[0].id, "a");
  assert.equal(sidesOf(pair("1", "a", "b"), new Set(["b"]))[0].id, "b");
});

test("after a merge the next pair is none of the merged record, and none that is under way", () => {
  const pairs = [pair("1", "a", "b"), pair("2", "b", "c"), pair("3", "a", "c"), pair("4", "d", "e")];
  assert.equal(nextPair(pairs, "1", "b", new Set(["1"]))?.id, "3");
  assert.equal(nextPair(pairs, "1", "b", new Set(["1", "3"]))?.id, "4");
  assert.equal(nextPair(pairs, "4", "e", new Set(["1", "2", "3", "4"]))?.id, undefined);
});
