import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionsOf } from "@pms/contracts/auth/permissions";
import { actsKnownTo } from "./acts-known-to.ts";

const acts = [
  { action: "patient.read", outcome: "ok", count: 3 },
  { action: "patient.read-notes", outcome: "ok", count: 2 },
  { action: "patient.sensitive-note-create", outcome: "ok", count: 1 },
  { action: "patient.sensitive-note-change", outcome: "ok", count: 4 },
];

test("the log of who looked tells of acts on sensitive notes only to who may read them", () => {
  assert.deepEqual(actsKnownTo({ permissions: permissionsOf(["clinician"]) }, acts), acts);
  for (const role of ["front-desk", "biller", "patient"])
    assert.deepEqual(
      actsKnownTo({ permissions: permissionsOf([role]) }, acts),
      [
        { action: "patient.read", outcome: "ok", count: 3 },
        { action: "patient.read-notes", outcome: "ok", count: 7 },
      ],
      role,
    );
});
