import assert from "node:assert/strict";
import { test } from "node:test";
import type { Insight } from "@pms/contracts/analytics/reports";
import { headlineOf } from "./headline.ts";

type Days = readonly [from: string, to: string];
function insight(title: string, changePercent: number | null, current: Days, previous: Days): Insight {
  return {
    id: title,
    report: title,
    title,
    sentence: "",
    direction: "same",
    current: { from: current[0], to: current[1], value: 1 },
    previous: { from: previous[0], to: previous[1], value: 1 },
    changePercent,
  };
}
const november = ["2026-11-01", "2026-11-30"] as const;

test("the headline begins with the largest change, and names what it is against", () => {
  const against = (previous: Days, current: Days = november) =>
    headlineOf([insight("Payments", -3.2, current, previous), insight("Charges", 12.4, current, previous)]);
  assert.equal(against(["2026-10-01", "2026-10-31"]), "Charges rose 12 % against October; payments fell 3.2 %.");
  assert.match(against(["2025-11-01", "2025-11-30"]), /against November 2025;/);
  assert.match(against(["2026-10-02", "2026-10-31"]), /against the 30 days before;/);
  assert.match(against(["2026-10-01", "2026-10-05"], ["2026-11-01", "2026-11-05"]), /against 1–5 October;/);
  assert.match(against(["2024-12-01", "2025-11-30"], ["2025-12-01", "2026-11-30"]), /against the 12 months before;/);
  assert.match(against(["2025-07-01", "2025-09-30"], ["2026-07-01", "2026-09-30"]), /the same months a year before;/);
});

test("of what cannot be compared the headline claims nothing", () => {
  assert.equal(headlineOf([insight("Charges", null, november, november)]), "Too little has happened to compare.");
  assert.equal(headlineOf([{ ...insight("Charges", null, november, november), previous: null }]), "");
});
