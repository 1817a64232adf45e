import assert from "node:assert/strict";
import { test } from "node:test";
import { chartMarks, sumOfParts } from "./chart-marks.ts";
import type { ReportChart } from "./charts.ts";
import type { Report } from "./reports.ts";

const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });
type Kind = Report["columns"][number]["kind"];

function report(chart: ReportChart, columns: Record<string, Kind>, rows: Report["rows"], compared?: Report["rows"]) {
  const range = { from: "2026-01-01", to: "2026-12-31" };
  return chartMarks({
    report: "r",
    title: "R",
    filters: {},
    asOf: "2026-12-31T00:00:00Z",
    lagSeconds: 0,
    columns: Object.entries(columns).map(([name, kind]) => ({ name, title: name, kind })),
    chart,
    rows,
    ...(compared && { compared: { ...range, rows: compared } }),
  });
}
const overTime = { kind: "periods", measure: "amount" } as const;

test("each period is a mark with the figure of the period that it is compared with", () => {
  const { marks, currency } = report(
    overTime,
    { period: "period", amount: "money" },
    [2, 9, 4, 5, 3].map((amount, index) => ({ period: `2026-0${index + 1}`, amount: usd(amount) })),
    [1, 1, 1, 1].map((amount, index) => ({ period: `2025-0${index + 1}`, amount: usd(amount) })),
  );
  assert.equal(currency, "USD");
  assert.deepEqual(marks[1], {
    label: "2026-02",
    parts: [{ group: "", value: 9 }],
    previous: { label: "2025-02", parts: [{ group: "", value: 1 }] },
    labelled: true,
  });
  assert.deepEqual(
    marks.filter(({ labelled }) => labelled).map(({ label }) => label),
    ["2026-02", "2026-05"],
    "the largest and the last",
  );
  assert.equal(marks[4]?.previous, undefined);
});

test("what is withheld is never zero, neither alone nor in a sum", () => {
  const columns = { period: "period", code: "dimension", amount: "money" } as const;
  const { marks } = report(overTime, columns, [
    { period: "2026-01", code: "a", amount: usd(7749) },
    { period: "2026-01", code: "b", amount: null },
    { period: "2026-02", code: "a", amount: null },
    { period: "2026-02", code: "b", amount: null },
  ]);
  assert.deepEqual(marks[0]?.parts, [
    { group: "a", value: 7749 },
    { group: "b", value: null },
  ]);
  assert.equal(sumOfParts(marks[0]?.parts ?? []), 7749);
  assert.equal(sumOfParts(marks[1]?.parts ?? []), null);
});

test("a single period that is divided is a ranking, the largest on top and the small ones together", () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({ period: "2026-01", code: `c${index}`, amount: usd(index) }));
  const shown = report(overTime, { period: "period", code: "dimension", amount: "money" }, rows);
  assert.equal(shown.kind, "ranking");
  assert.equal(shown.marks.length, 15);
  assert.equal(shown.marks[0]?.label, "c19");
  assert.deepEqual(shown.marks.at(-1)?.parts, [{ group: "", value: 0 + 1 + 2 + 3 + 4 + 5 }]);
});

test("a pyramid has the sides that its report names, the oldest on top", () => {
  const pyramid = {
    kind: "pyramid",
    measure: "count",
    band: "age",
    side: "sex",
    left: "female",
    right: "male",
  } as const;
  const { marks, groups } = report(pyramid, { age: "dimension", sex: "dimension", count: "count" }, [
    { age: "0–4", sex: "male", count: 12 },
    { age: "0–4", sex: "female", count: null },
    { age: "5–9", sex: "female", count: 3 },
    { age: "5–9", sex: "unknown", count: 20 },
  ]);
  assert.deepEqual(groups, ["female", "male"]);
  assert.deepEqual(
    marks.map(({ label, parts }) => [label, ...parts.map(({ value }) => value)]),
    [
      ["5–9", 3, 0],
      ["0–4", null, 12],
    ],
  );
});

test("sums of two currencies are not added up", () => {
  const { marks, otherCurrencies } = report(overTime, { period: "period", amount: "money" }, [
    { period: "2026-01", amount: usd(5) },
    { period: "2026-01", amount: { amountMinor: 7, currency: "EUR" } },
  ]);
  assert.deepEqual(marks[0]?.parts, [{ group: "", value: 5 }]);
  assert.deepEqual(otherCurrencies, ["EUR"]);
});
