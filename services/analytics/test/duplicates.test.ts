/** AHIMA's two figures of duplicates: how many are made, and how many wait to be decided. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { created, merged, pairChanged, patient } from "./events.ts";
import { admin, analyst, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });

const range = { from: "2026-01-01", to: "2026-04-30" };
const creation = async (facilityId: string) => {
  const { rows } = await analytics.report(admin, "duplicate-creation", { ...range, facilityId });
  return rows.map(({ period, records, duplicates, rate }) => [period, records, duplicates, rate]);
};
const errors = async (facilityId: string) => {
  const { rows } = await analytics.report(admin, "duplicate-errors", { facilityId });
  return rows.map(({ count, rate }) => [count, rate]);
};
const at = (month: string, facilityId: string, day = "10") =>
  patient({ facilityId, registeredAt: `2026-${month}-${day}T12:00:00Z` });

test("a merged record is a duplicate of the month in which the later of the two was registered", async () => {
  const facilityId = randomUUID();
  const [first, second, third, other] = [
    at("01", facilityId),
    at("02", facilityId),
    at("02", facilityId, "11"),
    at("02", facilityId, "12"),
  ];
  const events = [first, second, third, other].map(created);
  // The later one stays: it is the duplicate all the same.
  const mergeOfFirst = merged("PatientMerged", { ...first, version: 2n }, second.patientId);
  const chain = merged("PatientMerged", { ...third, version: 2n }, first.patientId);
  for (const event of [chain, ...events, mergeOfFirst, chain]) await analytics.publish(event);
  assert.deepEqual(await creation(facilityId), [
    ["2026-01", 1, 0, 0],
    ["2026-02", 3, 2, 66.67],
    ["2026-03", 0, 0, null],
    ["2026-04", 0, 0, null],
  ]);
  await analytics.publish(merged("PatientUnmerged", { ...third, version: 3n }, first.patientId));
  assert.deepEqual((await creation(facilityId))[1], ["2026-02", 3, 1, 33.33]);
  await analytics.publish(merged("PatientUnmerged", { ...first, version: 3n }, second.patientId));
  assert.deepEqual((await creation(facilityId))[1], ["2026-02", 3, 0, 0]);
});

test("records in pairs that nobody has decided count once each, and the newest version of a pair counts", async () => {
  const facilityId = randomUUID();
  const records = ["01", "01", "02", "02", "03"].map((month) => at(month, facilityId));
  await analytics.publish(...records.map(created));
  const [a = "", b = "", c = "", d = ""] = records.map(({ patientId }) => patientId);
  const pair = (low: string, high: string) => ({ pairId: randomUUID(), lowPatientId: low, highPatientId: high });
  const [ab, ac, cd] = [pair(a, b), pair(a, c), pair(c, d)];
  await analytics.publish(
    pairChanged({ ...ab, grade: "probable" }),
    pairChanged({ ...ac, version: 2n, status: "open" }),
    pairChanged({ ...ac, version: 1n, status: "dismissed" }),
    pairChanged({ ...cd, grade: "possible" }),
  );
  assert.deepEqual(await errors(facilityId), [
    [5, null],
    [3, 60],
    [2, 40],
  ]);
  const dismissed = pairChanged({ ...ab, grade: "probable", version: 2n, status: "dismissed" });
  await analytics.publish(dismissed, dismissed, pairChanged({ ...ac, version: 3n, status: "gone" }));
  assert.deepEqual(await errors(facilityId), [
    [5, null],
    [0, 0],
    [0, 0],
  ]);
});

test("the formula stands with the figure, and few records are withheld from who may read no patients", async () => {
  const facilityId = randomUUID();
  const made = Array.from({ length: 60 }, (_, index) => at("03", facilityId, String(10 + (index % 9))));
  await analytics.publish(...made.map(created));
  const pairs = made.slice(0, 3).map(({ patientId }, index) => [patientId, made[index + 10]?.patientId ?? ""] as const);
  await analytics.publish(...pairs.map(([low, high]) => pairChanged({ lowPatientId: low, highPatientId: high })));
  const exact = await analytics.report(admin, "duplicate-errors", { facilityId });
  assert.match(String(exact.formula), /÷ all records × 100/);
  const shown = await until("the figures are published", async () => {
    const report = await analytics.report(analyst, "duplicate-errors", { facilityId });
    return typeof report.rows[0]?.count === "number" && report;
  });
  const { rows, columns } = shown;
  assert.deepEqual(columns, exact.columns);
  assert.ok(Math.abs(Number(rows[0]?.count) - 60) <= 30);
  assert.deepEqual([rows[1]?.count, rows[1]?.rate, rows[1]?.suppressed], [null, null, true]);
});
