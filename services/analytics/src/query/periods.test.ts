import assert from "node:assert/strict";
import { test } from "node:test";
import { rangeBefore } from "./periods.ts";

test("the range before is as many periods long and never touches the range", () => {
  const before = (from: string, to: string, granularity: "day" | "week" | "month" | "quarter" | "year") =>
    Object.values(rangeBefore({ from, to, granularity })).join("/");
  assert.equal(before("2026-03-01", "2026-03-31", "day"), "2026-01-29/2026-02-28");
  assert.equal(before("2026-03-02", "2026-03-10", "week"), "2026-02-16/2026-02-24");
  assert.equal(before("2026-02-01", "2026-02-28", "month"), "2026-01-01/2026-01-31");
  assert.equal(before("2026-03-30", "2026-03-30", "month"), "2026-02-28/2026-02-28");
  assert.equal(before("2025-12-01", "2026-11-25", "month"), "2024-12-01/2025-11-25");
  assert.equal(before("2026-04-01", "2026-06-30", "quarter"), "2026-01-01/2026-03-31");
  assert.equal(before("2024-02-29", "2024-02-29", "year"), "2023-02-28/2023-02-28");
});
