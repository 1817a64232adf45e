import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeCursor, encodeCursor } from "../src/paging/cursor.ts";
import { ProblemError } from "../src/problem/problem.ts";

const binding = { actorId: "ana", query: { sort: "name", limit: 2 } };
const isRefused = (error: unknown) => error instanceof ProblemError && error.status === 400;

test("a cursor gives back its position, whatever the size of the page", () => {
  const cursor = encodeCursor(["ruiz", 7, null], binding);
  assert.deepEqual(decodeCursor(cursor, { ...binding, query: { cursor, sort: "name", limit: 50 } }), ["ruiz", 7, null]);
  assert.equal(decodeCursor(undefined, binding), undefined);
});

test("a cursor of somebody else, of another query, changed, or made up is refused", () => {
  const cursor = encodeCursor(["ruiz", 7], binding);
  assert.throws(() => decodeCursor(cursor, { ...binding, actorId: "bob" }), isRefused);
  assert.throws(() => decodeCursor(cursor, { ...binding, query: { sort: "age" } }), isRefused);
  const [checksum] = JSON.parse(Buffer.from(cursor, "base64url").toString());
  for (const value of [[checksum, "not a date", 7], [checksum], [], {}, null, "x"])
    assert.throws(() => decodeCursor(Buffer.from(JSON.stringify(value)).toString("base64url"), binding), isRefused);
  assert.throws(() => decodeCursor("§", binding), isRefused);
});
