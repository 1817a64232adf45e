import assert from "node:assert/strict";
import { test } from "node:test";
import { periodLabel, periodLabelAsOf, rangeOf } from "../src/features/dashboard/range.ts";
import { countsByPeriod, flowsByPeriod, pyramidOf } from "../src/features/dashboard/report-rows.ts";

const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });

test("charges and payments meet in one period, to the cent", () => {
  const charges = [
    { period: "2026-10-01", code: "a", amount: usd(7749) },
    { period: "2026-10-01", code: "b", amount: usd(1) },
  ];
  const payments = [{ period: "2026-11-01", amount: usd(4000) }];
  assert.deepEqual(flowsByPeriod(charges, payments), [
    { period: "2026-10-01", chargedMinor: 7750, paidMinor: 0 },
    { period: "2026-11-01", chargedMinor: 0, paidMinor: 4000 },
  ]);
});

test("counts are added over every other division and put in order of time", () => {
  const rows = [
    { period: "2026-11-01", count: 2 },
    { period: "2026-10-01", count: 1 },
    { period: "2026-11-01", count: 3 },
  ];
  assert.deepEqual(countsByPeriod(rows), [
    { period: "2026-10-01", count: 1 },
    { period: "2026-11-01", count: 5 },
  ]);
});

test("a withheld sum is never shown as zero: neither of a period nor of a group", () => {
  const counts = [
    { period: "2026-10", count: null },
    { period: "2026-11", count: 0 },
  ];
  assert.deepEqual(countsByPeriod(counts), counts);
  const charges = [
    { period: "2026-10", code: "a", amount: usd(7749) },
    { period: "2026-10", code: "b", amount: null },
  ];
  assert.deepEqual(flowsByPeriod(charges, [{ period: "2026-10", amount: usd(4000) }]), [
    { period: "2026-10", chargedMinor: null, paidMinor: 4000 },
  ]);
  const rows = [
    { ageBand: "10-19", sex: "male", count: 12 },
    { ageBand: "0-9", sex: "female", count: null },
    { ageBand: "0-9", sex: "unknown", count: 20 },
  ];
  assert.deepEqual(pyramidOf(rows, "ageBand", "sex"), [
    { band: "0-9", female: null, male: 0, other: 20 },
    { band: "10-19", female: 0, male: 12, other: 0 },
  ]);
});

test("a period is named by what it is", () => {
  assert.equal(periodLabel("2026-10", "en-US"), "Oct 2026");
  assert.equal(periodLabel("2026-Q4"), "Q4 2026");
  assert.equal(periodLabel("2026"), "2026");
  assert.equal(periodLabel("2026-11-23", "en-US"), "Nov 23");
  assert.equal(periodLabelAsOf("2026-11", "2026-11", "en-US"), "Nov 2026 so far");
  assert.equal(periodLabelAsOf("2026-10", "2026-11", "en-US"), "Oct 2026");
});

test("every range begins with a whole month and a whole period, and has as many as its button says", () => {
  const today = "2026-11-23";
  assert.deepEqual(rangeOf("2m", today), { from: "2026-10-01", to: today, granularity: "day" });
  assert.deepEqual(rangeOf("12m", today), { from: "2025-12-01", to: today, granularity: "month" });
  assert.deepEqual(rangeOf("5y", today), { from: "2022-01-01", to: today, granularity: "quarter" });
  const fromOf = (range: ReturnType<typeof rangeOf>) => ("from" in range ? range.from : undefined);
  assert.equal(fromOf(rangeOf("2m", "2026-01-31")), "2025-12-01");
  assert.equal(fromOf(rangeOf("12m", "2026-12-01")), "2026-01-01");
  assert.equal(fromOf(rangeOf("5y", "2026-01-01")), "2021-04-01");
});

test("all years begin where the data begin, which is not for the page to say", () => {
  assert.deepEqual(rangeOf("all", "2026-11-23"), { range: "all", granularity: "year" });
});
