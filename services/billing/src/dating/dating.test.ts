import assert from "node:assert/strict";
import { test } from "node:test";
import { reversalDate } from "./dating.ts";

test("a reversal without a date is effective today, and with its original where that is a day ahead", () => {
  const now = new Date("2026-03-01T18:00:00Z");
  assert.equal(reversalDate(undefined, "2026-02-01", now), "2026-03-01");
  // Posted at a facility where it was the next day already.
  assert.equal(reversalDate(undefined, "2026-03-02", now), "2026-03-02");
  assert.equal(reversalDate("2026-03-02", "2026-03-02", now), "2026-03-02");
  assert.throws(() => reversalDate("2026-03-01", "2026-03-02", now), { kind: "rule-violated" });
  assert.throws(() => reversalDate("2026-03-03", "2026-03-02", now), { kind: "invalid" });
});
