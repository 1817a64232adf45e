import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type DateOrder, findTypedDate, readDateStart, readEightDigits, readTypedDate } from "./typed-date.ts";

const today = "2026-11-23";
const read = (text: string, order: DateOrder = "month-first") =>
  readTypedDate(text, { order, today })?.ranges.map(({ from, to }) => (from === to ? from : `${from}…${to}`));

test("a date is read in every way that people type one", () => {
  const dates: [string, string[]][] = [
    ["3/14/1961", ["1961-03-14"]],
    ["14/3/1961", ["1961-03-14"]],
    ["14.3.1961", ["1961-03-14"]],
    ["14. 3. 1961", ["1961-03-14"]],
    ["14-03-61", ["1961-03-14"]],
    ["14 03 1961", ["1961-03-14"]],
    ["14031961", ["1961-03-14"]],
    ["03141961", ["1961-03-14"]],
    ["19610314", ["1961-03-14"]],
    ["1961-03-14", ["1961-03-14"]],
    ["1961/3/14", ["1961-03-14"]],
    ["1961.3.14.", ["1961-03-14"]],
    ["1961年3月14日", ["1961-03-14"]],
    ["1961년 3월 14일", ["1961-03-14"]],
    ["14 mar 1961", ["1961-03-14"]],
    ["14-Mar-1961", ["1961-03-14"]],
    ["14mar61", ["1961-03-14"]],
    ["14th of March, 1961", ["1961-03-14"]],
    ["mar 14, 1961", ["1961-03-14"]],
    ["March 14th 1961", ["1961-03-14"]],
    ["1961-Mar-14", ["1961-03-14"]],
    ["14. März 1961", ["1961-03-14"]],
    ["14 de marzo de 1961", ["1961-03-14"]],
    ["14 mars 1961", ["1961-03-14"]],
    ["１４／３／１９６１", ["1961-03-14"]],
    ["١٤/٣/١٩٦١", ["1961-03-14"]],
    ["14–03–1961", ["1961-03-14"]],
    ["14\u00a0mar\u00a01961", ["1961-03-14"]],
    ["1961-03", ["1961-03-01…1961-03-31"]],
    ["3/1961", ["1961-03-01…1961-03-31"]],
    ["03.1961", ["1961-03-01…1961-03-31"]],
    ["3/4/1961", ["1961-03-04", "1961-04-03"]],
    ["04031961", ["1961-04-03", "1961-03-04"]],
    ["4/4/1961", ["1961-04-04"]],
  ];
  for (const [text, ranges] of dates) assert.deepEqual(read(text), ranges, text);
  assert.deepEqual(read("3/4/1961", "day-first"), ["1961-04-03", "1961-03-04"]);
});

test("a year of two digits is the latest that is not in the future", () => {
  assert.deepEqual(read("4/4/61"), ["1961-04-04"]);
  assert.deepEqual(read("4/4/26"), ["2026-04-04"]);
  assert.deepEqual(read("12/30/26"), ["1926-12-30"]);
  assert.deepEqual(read("29 feb 24"), ["2024-02-29"]);
  assert.deepEqual(read("29 feb '00"), ["2000-02-29"]);
});

test("what looks like a date and is none has no meaning; what does not look like one is nothing", () => {
  for (const text of ["2/30/1961", "30-Feb-1961", "31.4.1961", "13/13/1961", "2/29/1900", "1961-13-01"])
    assert.deepEqual(read(text), [], text);
  for (const text of ["tomorrow", "14", "1961", "14 smith 1961", "13131961", "555-123-4567", "ID-7", ""])
    assert.equal(read(text), undefined, text);
});

test("a date is found within other text, and no phone number is taken for one", () => {
  const find = (text: string) => findTypedDate(text, { order: "month-first", today });
  assert.deepEqual(find("ruiz 4 mar 1961 ana")?.rest.split(/\s+/), ["ruiz", "ana"]);
  assert.equal(find("Ruiz 13/4/1961")?.ranges[0]?.from, "1961-04-13");
  assert.equal(find("ruiz 13.4.61")?.ranges[0]?.from, "1961-04-13");
  for (const text of ["01.23.45.67.89", "555.123.4567", "617-55-1961-2", "+49 30 12 34 56", "1004 8817-3", "ruiz 1961"])
    assert.equal(find(text), undefined, text);
});

test("every day of the calendar is read back from every way to write it", () => {
  const day = fc.date({ min: new Date("1900-01-01"), max: new Date("2026-11-22"), noInvalidDate: true });
  fc.assert(
    fc.property(day, fc.constantFrom<DateOrder>("day-first", "month-first"), (date, order) => {
      const iso = date.toISOString().slice(0, 10);
      const [y = "", m = "", d = ""] = iso.split("-");
      const [first, second] = order === "day-first" ? [d, m] : [m, d];
      const month = new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(date);
      for (const text of [
        iso,
        `${first}/${second}/${y}`,
        `${first}.${second}.${y}`,
        `${first}${second}${y}`,
        `${d} ${month} ${y}`,
        `${month} ${d}, ${y}`,
      ])
        assert.equal(read(text, order)?.[0], iso, text);
      if (Number(y) > 1926) assert.equal(read(`${first}-${second}-${y.slice(2)}`, order)?.[0], iso);
    }),
  );
});

test("the start of a date is a year, a month or a day", () => {
  assert.deepEqual(readDateStart("1961"), { from: "1961-01-01", to: "1961-12-31" });
  assert.deepEqual(readDateStart("1961-02"), { from: "1961-02-01", to: "1961-02-28" });
  for (const text of ["1961-13", "0050-02", "1961-02-30"]) assert.equal(readDateStart(text), undefined, text);
  assert.equal(readEightDigits("55512345", { order: "month-first", today }), undefined);
});
