import assert from "node:assert/strict";
import { test } from "node:test";
import { dateIn, endOfDay, startOfDay } from "./days-in-zone.ts";

test("a day begins at its first instant in the zone, also where the clocks change", () => {
  const starts: [date: string, timeZone: string, start: string][] = [
    ["2026-11-25", "UTC", "2026-11-25T00:00:00.000Z"],
    ["2026-11-25", "America/Los_Angeles", "2026-11-25T08:00:00.000Z"],
    ["2026-03-08", "America/Los_Angeles", "2026-03-08T08:00:00.000Z"],
    ["2026-03-09", "America/Los_Angeles", "2026-03-09T07:00:00.000Z"],
    ["2026-11-25", "Asia/Kathmandu", "2026-11-24T18:15:00.000Z"],
    ["2026-11-25", "Pacific/Kiritimati", "2026-11-24T10:00:00.000Z"],
    // Midnight does not come: the clocks go from 24:00 to 1:00.
    ["2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z"],
    // Midnight comes twice: the clocks go from 1:00 to 0:00.
    ["2026-11-01", "America/Havana", "2026-11-01T04:00:00.000Z"],
    // The day was left out.
    ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ];
  for (const [date, timeZone, start] of starts) assert.equal(startOfDay(date, timeZone), start, `${date} ${timeZone}`);
});

test("every instant is of the one day whose start and end are around it", () => {
  const zones = ["UTC", "America/New_York", "Asia/Beirut", "America/Havana", "Asia/Kathmandu", "Pacific/Kiritimati"];
  // Every 31 h 13 min of a year, so that both changes of the clocks are among them.
  for (const timeZone of zones)
    for (let atMs = Date.UTC(2026, 0, 1); atMs < Date.UTC(2027, 0, 1); atMs += 112_380_000) {
      const at = new Date(atMs).toISOString();
      const date = dateIn(timeZone, new Date(atMs));
      assert.ok(startOfDay(date, timeZone) <= at && at < endOfDay(date, timeZone), `${at} ${timeZone}`);
    }
});
