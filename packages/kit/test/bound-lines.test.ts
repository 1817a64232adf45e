import assert from "node:assert/strict";
import { test } from "node:test";
import { boundLines } from "@pms/kit/observe/bound-lines";

test("of each key some lines are written, then their number is told; keys are bounded too (REL-8)", () => {
  const told: [string | undefined, number][] = [];
  const lines = boundLines({ linesMax: 3, keysMax: 2 }, (key, count) => told.push([key, count]));
  const written: string[] = [];
  for (const key of ["a", "a", "b", ...Array<string>(10).fill("a"), "b"]) lines.note(key, () => written.push(key));
  for (let n = 0; n < 1_000; n += 1) lines.note(`other ${n}`, () => written.push("other"));
  lines.stop();
  assert.deepEqual(written.sort(), ["a", "a", "a", "b", "b", "other", "other", "other"]);
  assert.deepEqual(told, [
    ["a", 9],
    [undefined, 997],
  ]);
});

test("a new minute begins anew", async () => {
  const told = Promise.withResolvers<number>();
  const lines = boundLines({ linesMax: 1, keysMax: 2, everyMs: 5 }, (_, count) => told.resolve(count));
  const written: number[] = [];
  for (let n = 0; n < 4; n += 1) lines.note("a", () => written.push(n));
  assert.equal(await told.promise, 3);
  lines.note("a", () => written.push(9));
  assert.deepEqual(written, [0, 9]);
  lines.stop();
});
