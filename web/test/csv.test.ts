import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf } from "../src/lib/csv.ts";

const text = async (...cells: (string | number)[]) =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(await csvOf(["a"], [cells]).arrayBuffer());

test("no cell is run as a formula, however it begins (CWE-1236)", async () => {
  for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1"]) {
    const [, cell = ""] = (await text(name)).split(/a\r\n/);
    assert.match(cell, /^"?'/, JSON.stringify(name));
  }
  assert.equal(await text(-1, "O'Connor"), "\uFEFFa\r\n-1,O'Connor\r\n");
});

test("quotes, commas and lines stay within their cell (RFC 4180)", async () => {
  assert.equal(await text('Ruiz, "Ana"', "two\nlines"), '\uFEFFa\r\n"Ruiz, ""Ana""","two\nlines"\r\n');
});
