import assert from "node:assert/strict";
import { test } from "node:test";
import type { Permission } from "@pms/contracts/auth/permissions";
import { readInsightsSearch } from "../src/features/dashboard/insights-search.ts";
import { openingOf } from "../src/features/dashboard/openings.ts";
import { type InsightsQuery, queryFor } from "../src/features/dashboard/queries.ts";
import { daysOf, rangeOf, spanChoices, untilToday } from "../src/features/dashboard/range.ts";

const today = "2026-11-25";

test("a span begins with a whole period and ends with the last day of its month, or today", () => {
  assert.deepEqual(rangeOf("month", today), { from: "2026-11-01", to: today });
  assert.deepEqual(rangeOf("last-month", "2026-03-10"), { from: "2026-02-01", to: "2026-02-28" });
  assert.deepEqual(rangeOf("12m", today), { from: "2025-12-01", to: today });
  assert.deepEqual(rangeOf("5y", today), { from: "2022-01-01", to: today });
  assert.deepEqual(rangeOf("all", today), { range: "all" });
});

test("a bar stands for its days, and no day to come is named", () => {
  assert.deepEqual(daysOf("2026-10", today), { from: "2026-10-01", to: "2026-10-31" });
  assert.deepEqual(daysOf("2026-Q4", today), { from: "2026-10-01", to: today });
  assert.deepEqual(daysOf("2024", today), { from: "2024-01-01", to: "2024-12-31" });
  assert.deepEqual(daysOf("2026-W01", today), { from: "2025-12-29", to: "2026-01-04" });
  assert.deepEqual(daysOf("2026-W48", today), { from: "2026-11-23", to: today });
  assert.equal(daysOf("2026-11-23", today), undefined);
  assert.equal(untilToday("2026-11-26", today), today);
  assert.equal(untilToday("2026-11-24", today), "2026-11-24");
});

test("a bar opens the list behind it for who may read that, else the days of its period, else nothing", () => {
  const report = (name: string) => ({ name, groupBy: ["facility"] });
  const facility = "0198c0de-0000-7000-8000-000000000001";
  const open = (period: string, name: string, held: Permission[]) =>
    openingOf(period, report(name), { facility }, { today, may: (permission) => held.includes(permission) });
  const [days, month] = [{ registeredFrom: "2026-10-01", registeredTo: "2026-10-31" }, "2026-10"];
  const reads: Permission[] = ["patient:read", "billing:takings"];
  assert.deepEqual(open(month, "registrations", reads), { to: "/patients", search: { ...days, facility } });
  assert.equal(open(month, "registrations", [])?.to, "/insights");
  assert.equal(open("2026-Q3", "registrations", reads)?.to, "/insights", "a quarter opens its months first");
  assert.equal(open(month, "payments", reads)?.to, "/insights");
  const takings = { to: "/billing/takings", search: { date: "2026-11-23", facility } };
  assert.deepEqual(open("2026-11-23", "payments", reads), takings);
  for (const [name, held] of [
    ["payments", []],
    ["charges", reads],
    ["registrations", []],
  ] as const)
    assert.equal(open("2026-11-23", name, [...held]), undefined, name);
});

test("the address keeps what has the shape of a range, facility or report, and passes over all else", () => {
  const facility = "0198c0de-0000-7000-8000-000000000001";
  const kept = { range: "12m", facility, compare: "previous-year", report: "charges", groupBy: "code" };
  assert.deepEqual(readInsightsSearch({ ...kept, lastName: "Ruiz", q: "ana" }), kept);
  assert.deepEqual(readInsightsSearch({ range: "13m", facility: "Ana Ruiz", from: "yesterday", compare: 7 }), {});
  for (const { value } of spanChoices) assert.deepEqual(readInsightsSearch({ range: value }), { range: value });
});

test("a report is asked for what it takes, and for nothing that it would refuse", () => {
  const listed = (filters: string[], groupBy: string[] = []) => ({
    name: "x",
    title: "X",
    description: "",
    formats: [],
    filters,
    groupBy,
  });
  const asked: InsightsQuery = { from: "2026-10-01", to: "2026-10-31", timeZone: "UTC", compare: "previous-year" };
  const overRange = listed(["from", "to", "range", "granularity", "timeZone", "facilityId", "compare"], ["code"]);
  assert.deepEqual(queryFor(overRange, asked, "code"), { ...asked, granularity: "auto", groupBy: "code" });
  assert.deepEqual(queryFor(overRange, asked, "method"), { ...asked, granularity: "auto" });
  assert.deepEqual(queryFor(listed(["facilityId"]), asked), {});
  const ofDay = listed(["from", "to", "timeZone", "facilityId", "compare"]);
  assert.deepEqual(queryFor(ofDay, asked), { to: "2026-10-31", timeZone: "UTC", compare: "previous-year" });
  const before = { ...asked, compare: "previous-period" } as const;
  assert.deepEqual(queryFor(ofDay, before), before);
});
