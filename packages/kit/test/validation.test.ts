import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "typebox";
import { bodyChecker } from "../src/validation.ts";

const Email = Type.String({ format: "email", maxLength: 20 });
const Contact = Type.Object({ email: Type.Union([Email, Type.Null()]) }, { additionalProperties: false });
const check = bodyChecker(
  Type.Object({
    email: Type.Optional(Type.Union([Email, Type.Null()])),
    contacts: Type.Optional(Type.Union([Type.Array(Contact), Type.Null()])),
    scope: Type.Optional(Type.Union([Type.Literal("all"), Type.Array(Email)])),
  }),
);

test("a wrong value where null may stand is told once, by what is wrong with it", () => {
  assert.deepEqual(check({ email: "x" }), [{ pointer: "/email", detail: "must be an e-mail address" }]);
  assert.deepEqual(check({ email: 5 }), [{ pointer: "/email", detail: "must be a text" }]);
  assert.deepEqual(check({ email: null, contacts: null }), []);
});

test("within lists each fault is told once, at its own place", () => {
  assert.deepEqual(check({ contacts: [{ email: "a@b.example" }, { email: "x" }, { email: null, role: "y" }] }), [
    { pointer: "/contacts/1/email", detail: "must be an e-mail address" },
    { pointer: "/contacts/2/role", detail: "is not a known field" },
  ]);
});

test("a value that fits none of several shapes is still refused", () => {
  assert.ok(check({ scope: "some" }).length > 0);
});
