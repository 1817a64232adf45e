import assert from "node:assert/strict";
import { test } from "node:test";
import { rangesSoFar, wholeRanges } from "./compared-ranges.ts";

test("a period so far is compared with as many days of the one before", () => {
  assert.deepEqual(rangesSoFar("month", "2026-03-10"), {
    current: { from: "2026-03-01", to: "2026-03-10" },
    previous: { from: "2026-02-01", to: "2026-02-10" },
  });
  assert.deepEqual(rangesSoFar("month", "2026-03-31").previous, { from: "2026-02-01", to: "2026-02-28" });
  assert.deepEqual(rangesSoFar("week", "2026-01-01").current, { from: "2025-12-29", to: "2026-01-01" });
  assert.deepEqual(rangesSoFar("quarter", "2026-01-02").previous, { from: "2025-10-01", to: "2025-10-02" });
  assert.deepEqual(rangesSoFar("year", "2024-12-31").previous, { from: "2023-01-01", to: "2023-12-31" });
});

test("whole months, quarters and years are compared with those before them", () => {
  assert.deepEqual(wholeRanges("month", "2026-03-10"), {
    current: { from: "2026-02-01", to: "2026-02-28" },
    previous: { from: "2026-01-01", to: "2026-01-31" },
  });
  assert.deepEqual(wholeRanges("quarter", "2026-01-01").current, { from: "2025-10-01", to: "2025-12-31" });
  assert.deepEqual(wholeRanges("year", "2026-12-31").previous, { from: "2024-01-01", to: "2024-12-31" });
});
