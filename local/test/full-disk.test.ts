import assert from "node:assert/strict";
import { test } from "node:test";
import { createFullDiskTeller } from "../src/full-disk.ts";

test("a full disk is said on the terminal, once a minute and in words", () => {
  let nowMs = 0;
  const said: string[] = [];
  const hear = createFullDiskTeller(
    "/data",
    (line) => said.push(line),
    () => nowMs,
  );
  const panic = 'PANIC:  could not write to file "pg_wal/xlogtemp.31": No space left on device';
  hear("LOG:  checkpoint starting: time");
  for (const atMs of [0, 30_000, 61_000]) {
    nowMs = atMs;
    hear(panic);
  }
  assert.equal(said.length, 2);
  assert.match(said[0] ?? "", /^The disk that holds \/data is full/);
});
