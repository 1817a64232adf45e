import assert from "node:assert/strict";
import { test } from "node:test";
import { writtenEmail, writtenText } from "@pms/contracts/text/written";
import { Type } from "typebox";
import { bodyChecker } from "../src/validation/validator.ts";

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

test("what a person wrote is taken without what nobody sees at its ends, and checked as it is then", () => {
  const checkWritten = bodyChecker(
    Type.Object({
      name: Type.Optional(Type.Union([writtenText(5), Type.Null()])),
      email: Type.Optional(writtenEmail()),
      names: Type.Optional(Type.Array(writtenText(5))),
      password: Type.Optional(Type.String()),
    }),
  );
  const written = {
    name: "\u00a0\u200bAna\u3000\u2060 ",
    email: " ana@x.example\ufeff",
    names: ["Ruiz \u00ad", "  12345  "],
    password: " pass ",
  };
  assert.deepEqual(checkWritten(written), []);
  assert.deepEqual(written, { name: "Ana", email: "ana@x.example", names: ["Ruiz", "12345"], password: " pass " });
  for (const name of ["", " ", "\u200b\u00ad", "\u3164", "\u2800", "A\u0007b", "123456"])
    assert.deepEqual(
      [...new Set(checkWritten({ name }).map(({ pointer }) => pointer))],
      ["/name"],
      JSON.stringify(name),
    );
});
