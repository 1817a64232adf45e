import assert from "node:assert/strict";
import { test } from "node:test";
import { compactFigure, fullFigure, inMajorUnits, isUnderWay, periodLabel, ticksFor } from "./chart-words.ts";

test("a period is named by what it is", () => {
  assert.equal(periodLabel("2025-12", "en-US"), "Dec 2025");
  assert.equal(periodLabel("2026-Q4"), "Q4 2026");
  assert.equal(periodLabel("2026"), "2026");
  assert.equal(periodLabel("2026-11-23", "en-US"), "Nov 23");
  assert.equal(periodLabel("2026-W07"), "2026-W07");
});

test("only the period of today is under way: none that is over, and none to come", () => {
  for (const period of ["2026", "2026-Q4", "2026-11"]) assert.ok(isUnderWay(period, "2026-11-30"), period);
  for (const period of ["2025", "2026-Q3", "2026-10", "2026-12", "2027", "2026-11-30"])
    assert.ok(!isUnderWay(period, "2026-11-30"), period);
});

test("figures carry their currency, in full or short", () => {
  assert.equal(fullFigure(1_234_567, "USD", "en-US"), "$12,345.67");
  assert.equal(fullFigure(1_234, undefined, "en-US"), "1,234");
  assert.equal(compactFigure(1_234_567, "USD", "en-US"), "$12.3K");
  assert.equal(compactFigure(123_400, "USD", "en-US"), "$1,234");
  assert.equal(inMajorUnits(500, "JPY"), 500);
});

test("an axis reaches beyond every figure in a few round steps", () => {
  assert.deepEqual(ticksFor(0, 17, undefined), [0, 5, 10, 15, 20]);
  assert.deepEqual(ticksFor(0, 0, undefined), [0, 1]);
  assert.deepEqual(ticksFor(-3_000, 9_000, "USD"), [-5_000, -2_500, 0, 2_500, 5_000, 7_500, 10_000]);
});
