import assert from "node:assert/strict";
import { test } from "node:test";
import { type Access, accessPatch, isComplete } from "../src/features/users/access.ts";

const before: Access = { roles: ["front-desk", "biller"], facilities: ["north", "south"] };

test("only what differs is sent: an unchanged field would end the person's sessions too (TOK-5)", () => {
  const reordered: Access = { roles: ["biller", "front-desk"], facilities: ["south", "north"] };
  assert.equal(accessPatch(before, reordered), undefined);
  assert.deepEqual(accessPatch(before, { ...before, roles: ["biller"] }), { roles: ["biller"] });
  assert.deepEqual(accessPatch(before, { ...before, facilities: "all" }), { facilities: "all" });
  assert.deepEqual(accessPatch({ ...before, facilities: "all" }, before), { facilities: before.facilities });
  assert.deepEqual(accessPatch(before, { ...before, patientId: "one" }), { patientId: "one" });
  assert.deepEqual(accessPatch({ ...before, patientId: "one" }, before), { patientId: null });
});

test("nobody is given a role without a place, nor a place without a role", () => {
  assert.equal(isComplete(before), true);
  assert.equal(isComplete({ ...before, facilities: "all" }), true);
  assert.equal(isComplete({ ...before, facilities: [] }), false);
  assert.equal(isComplete({ ...before, roles: [] }), false);
});
