import assert from "node:assert/strict";
import { test } from "node:test";
import { findFaults } from "./patient-record.ts";

const born = (dateOfBirth: string, now: string, more: object = {}) =>
  findFaults({ firstName: "Ana", lastName: "Ruiz", dateOfBirth, ...more }, new Date(now)).map(({ pointer }) => pointer);

test("who is born today wherever it is today already can be registered; tomorrow is nowhere yet", () => {
  // Guam is ten hours ahead of UTC, Kiritimati fourteen.
  assert.deepEqual(born("2026-11-25", "2026-11-24T14:00:00Z"), []);
  assert.deepEqual(born("2026-11-25", "2026-11-24T10:00:00Z"), []);
  assert.deepEqual(born("2026-11-25", "2026-11-24T09:59:59Z"), ["/dateOfBirth"]);
  assert.deepEqual(born("2026-11-26", "2026-11-24T23:59:59Z"), ["/dateOfBirth"]);
  assert.deepEqual(born("2026-11-25", "2026-11-24T14:00:00Z", { deceasedDate: "2026-11-25" }), []);
  assert.deepEqual(born("2026-11-24", "2026-11-24T09:00:00Z", { deceasedDate: "2026-11-25" }), ["/deceasedDate"]);
});
