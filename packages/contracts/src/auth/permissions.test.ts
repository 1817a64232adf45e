import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionsOf, personRoles, rolePermissions, seesOwnRecordOnly } from "./permissions.ts";

test("two roles together give what each gives, and patient beside another gives nothing (AZ-1, AZ-3)", () => {
  for (const one of personRoles)
    for (const other of personRoles) {
      if (one === other) continue;
      const counted = [one, other].filter((role) => role !== "patient");
      const expected = new Set(counted.flatMap((role) => [...permissionsOf([role])]));
      assert.deepEqual(permissionsOf([one, other]), expected, `${one}, ${other}`);
      assert.equal(seesOwnRecordOnly([one, other]), false);
    }
  assert.ok(permissionsOf(["patient"]).has("patient:register-self"));
  assert.deepEqual(
    permissionsOf(["patient", "no-such-role"]),
    new Set(),
    "nobody is more than their roles by an unknown one",
  );
});

test("whoever sees the takings to the cent may read patients: of one payment the sum is the patient's own (PRV-3)", () => {
  for (const [role, held] of Object.entries(rolePermissions) as [string, readonly string[]][])
    if (held.includes("billing:takings"))
      assert.ok(held.includes("patient:read") && held.includes("billing:read"), role);
  assert.ok(!permissionsOf(["patient"]).has("billing:takings"));
});
