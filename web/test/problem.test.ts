import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, describeField, describeProblem } from "../src/lib/problem.ts";

const refusal = { type: "/problems/any", title: "Refused" };

test("a refusal for want of permission says the server's reason", () => {
  const detail = "You can give no other facilities than your own.";
  assert.equal(describeProblem(new ApiError({ ...refusal, status: 403, detail })), detail);
  assert.equal(describeProblem(new ApiError({ ...refusal, status: 403 })), "Your role does not include this.");
});

test("what the server said of a field is told as a whole sentence", () => {
  const errors = [{ pointer: "/newPassword", detail: "must have at least 15 characters" }];
  const error = new ApiError({ ...refusal, status: 400, errors });
  const words = "The new password must have at least 15 characters.";
  assert.equal(describeField(error, "/newPassword", "The new password"), words);
  assert.equal(describeField(error, "/currentPassword", "The present password"), undefined);
  assert.equal(describeField(new Error("other"), "/newPassword", "The new password"), undefined);
});
