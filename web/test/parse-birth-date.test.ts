import assert from "node:assert/strict";
import { test } from "node:test";
import { dateOrderOf } from "../src/lib/date-order.ts";
import { parseBirthDate, parseExactDate, parsePartialDate } from "../src/lib/parse-birth-date.ts";
import { describeBirth } from "../src/patient/born.ts";

const today = "2026-11-23";
const read = (text: string, order: "month-first" | "day-first" = "month-first") => parseBirthDate(text, order, today);

test("a birth date is read in every way that people type one", () => {
  for (const text of [
    "3/4/1961",
    "03041961",
    "4 mar 1961",
    "4-Mar-1961",
    "march 4, 1961",
    "1961-03-04",
    " 3.4.1961 ",
  ]) {
    assert.deepEqual(read(text), { date: "1961-03-04", estimated: false }, text);
  }
  assert.deepEqual(read("04031961", "day-first"), { date: "1961-03-04", estimated: false });
});

test("an estimate is an age or a year, and says that it is one", () => {
  for (const text of ["~65", "~1961", "about 65"]) {
    assert.deepEqual(read(text), { date: "1961-01-01", estimated: true }, text);
  }
});

test("a date of the other order, or with two digits for the year, is read where it can mean one thing", () => {
  assert.deepEqual(read("13/4/1961"), { date: "1961-04-13", estimated: false });
  assert.deepEqual(read("4.13.61"), { date: "1961-04-13", estimated: false });
  assert.deepEqual(read("3/4/61"), { date: "1961-03-04", estimated: false });
  assert.deepEqual(read("3/4/61", "day-first"), { date: "1961-04-03", estimated: false });
});

test("a date that means nothing, or no day, is refused with a reason", () => {
  assert.deepEqual(read("2/30/1961"), { problem: "Enter a date that the calendar has" });
  assert.deepEqual(read("11/24/2026"), { problem: "Enter a birth date that is not in the future" });
  assert.deepEqual(read("11/23/2026"), { date: "2026-11-23", estimated: false });
  assert.ok("problem" in read("tomorrow"));
  assert.ok("problem" in read("1/1/1700"));
  assert.ok("problem" in read("~300"));
});

test("a birth date reaches back as far as the server takes one", () => {
  assert.deepEqual(read("1/1/1870"), { date: "1870-01-01", estimated: false });
  assert.deepEqual(read("~1880"), { date: "1880-01-01", estimated: true });
  for (const text of ["12/31/1869", "~1869", "~157"]) assert.ok("problem" in read(text), text);
});

test("a year or a month alone is a birth date of which no more is known, and reads so", () => {
  for (const text of ["3/1961", "1961-03", "mar 1961", "Mar-1961"])
    assert.deepEqual(read(text), { date: "1961-03", estimated: false }, text);
  assert.deepEqual(read("1961"), { date: "1961", estimated: false });
  assert.equal(describeBirth({ dateOfBirth: "1961" }, today), "1961 (~65 y)");
  assert.equal(describeBirth({ dateOfBirth: "1961-03" }, today), "Mar-1961 (~65 y)");
  assert.equal(describeBirth({ dateOfBirth: "1961", deceasedDate: "2001-05-06" }, today), "1961 (~40 y)");
  assert.deepEqual(read("12/2026"), { problem: "Enter a birth date that is not in the future" });
  assert.ok("problem" in read("2030"));
  assert.ok("problem" in read("1869"));
  assert.deepEqual(parseExactDate("3/1961", "month-first", today, "date of death"), {
    problem: "Enter the day as well as the month",
  });
  assert.deepEqual(parsePartialDate("2/2030", "month-first", today), { date: "2030-02", estimated: false });
  assert.deepEqual(parsePartialDate("2/3/21", "month-first", today), { date: "2021-02-03", estimated: false });
  assert.ok("problem" in parsePartialDate("2/30/2021", "month-first", today));
  assert.ok("problem" in parsePartialDate("soon", "month-first", today));
  assert.deepEqual(parsePartialDate("2/3/2030", "month-first", today), { date: "2030-02-03", estimated: false });
});

test("only a birth date is estimated", () => {
  for (const text of ["~2", "~2020", "about 3"]) {
    assert.ok("problem" in parseExactDate(text, "month-first", today, "service date"), text);
  }
  assert.deepEqual(parseExactDate("11/24/2026", "month-first", today, "service date"), {
    problem: "Enter a service date that is not in the future",
  });
});

test("the order of day and month follows the locale", () => {
  assert.equal(dateOrderOf("en-US"), "month-first");
  assert.equal(dateOrderOf("en-GB"), "day-first");
  assert.equal(dateOrderOf("de"), "day-first");
  assert.equal(dateOrderOf("ja"), "month-first");
});

test("an infant is as old as people say: in months, weeks or days, and its month is kept", () => {
  assert.deepEqual(read("3 months"), { date: "2026-08-23", estimated: true });
  assert.deepEqual(read("~6 weeks"), { date: "2026-10-12", estimated: true });
  assert.deepEqual(read("10 d"), { date: "2026-11-13", estimated: true });
  assert.deepEqual(parseBirthDate("6 months", "month-first", "2026-08-31"), { date: "2026-02-28", estimated: true });
  assert.deepEqual(read("~Aug 2026"), { date: "2026-08-01", estimated: true });
  assert.equal(
    describeBirth({ dateOfBirth: "2026-08-23", dateOfBirthEstimated: true }, today),
    "about Aug 2026 (~13 weeks)",
  );
  for (const text of ["90 months", "~Dec 2026", "3 moons"]) assert.ok("problem" in read(text), text);
});

test("two digits of a year are asked about only where somebody may be a hundred years older", () => {
  assert.deepEqual(read("4/4/20"), { date: "2020-04-04", estimated: false, century: "1920-04-04" });
  assert.deepEqual(read("4 apr 20"), { date: "2020-04-04", estimated: false, century: "1920-04-04" });
  for (const text of ["3/4/61", "4/4/05", "4/4/2020", "2020-04-04", "04042020"])
    assert.ok(!("century" in read(text)), text);
});
