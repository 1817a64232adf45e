import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { test } from "node:test";
import { createLogPrinter } from "../src/print-log.ts";
import { readLines } from "../src/read-lines.ts";

async function linesOf(...pieces: (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const taken: string[] = [];
  readLines(stream, (lines) => taken.push(lines));
  for (const piece of pieces) {
    stream.write(piece);
    await new Promise(setImmediate);
  }
  stream.end();
  await finished(stream);
  return taken;
}

test("lines come whole, however they are cut on their way, and the last one without its line break too", async () => {
  const accented = Buffer.from("Ñandú\n");
  assert.deepEqual(await linesOf("one\ntwo\nth", "ree\n", "four"), ["one\ntwo", "three", "four"]);
  assert.deepEqual(await linesOf(accented.subarray(0, 1), accented.subarray(1)), ["Ñandú"]);
});

test("the file gets every line; a person sees what is no routine, among many lines that came together too", () => {
  const [kept, seen]: [string[], string[]] = [[], []];
  const file = { write: (lines: string) => void kept.push(lines), close: async () => {} };
  const print = createLogPrinter({ file, verbose: false, print: (line) => seen.push(line) });
  const routine = '{"level":"info","msg":"request"}';
  const lines = [routine, '{"level":"warn","msg":"billing is silent","attempt":2}', routine, "no JSON at all"].join(
    "\n",
  );
  print("patient", lines);
  assert.deepEqual(kept, [lines]);
  assert.equal(seen.length, 1);
  assert.match(seen[0] ?? "", /patient .*warn: billing is silent \{"attempt":2\}/);
});

test("asked for everything, a person sees every line", () => {
  const seen: string[] = [];
  const file = { write: () => {}, close: async () => {} };
  createLogPrinter({ file, verbose: true, print: (line) => seen.push(line) })("auth", '{"level":"info","msg":"a"}\nb');
  assert.equal(seen.length, 2);
});
