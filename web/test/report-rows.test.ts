import assert from "node:assert/strict";
import { test } from "node:test";
import { periodLabel, periodLabelAsOf, rangeOf } from "../src/features/dashboard/range.ts";
import { countsByPeriod, flowsByPeriod, pyramidOf, sinceFirstFigure } from "../src/features/dashboard/report-rows.ts";

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
  assert.deepEqual(rangeOf("all", today), { from: "1957-01-01", to: today, granularity: "year" });
  assert.equal(rangeOf("2m", "2026-01-31").from, "2025-12-01");
  assert.equal(rangeOf("12m", "2026-12-01").from, "2026-01-01");
  assert.equal(rangeOf("5y", "2026-01-01").from, "2021-04-01");
});

test("of all years those before anything happened are left out; what is withheld happened", () => {
  const columns = [
    { name: "period", title: "Period", kind: "period" as const },
    { name: "amount", title: "Amount", kind: "money" as const },
  ];
  const reportOf = (...amounts: unknown[]) => ({
    report: "charges" as const,
    title: "Charges",
    filters: {},
    asOf: "2026-11-23T00:00:00Z",
    lagSeconds: 0,
    columns,
    rows: amounts.map((amount, index) => ({ period: String(2020 + Math.floor(index / 2)), amount })),
  });
  const periods = (...amounts: unknown[]) => sinceFirstFigure(reportOf(...amounts)).rows.map(({ period }) => period);
  assert.deepEqual(periods(usd(0), usd(0), usd(0), usd(5), usd(0), usd(0)), ["2021", "2021", "2022", "2022"]);
  assert.deepEqual(periods(usd(0), usd(0), null, usd(0)), ["2021", "2021"]);
  assert.deepEqual(periods(usd(0), usd(0)), []);
});
