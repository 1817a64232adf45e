import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { openDatabase } from "@pms/kit/db";
import { testDatabase } from "@pms/kit/testing/postgres";
import { phoneDigits } from "../src/record/phone.ts";

const migration = new URL("../migrations/0005_phone_numbers_abroad.sql", import.meta.url);

test("numbers that were stored under the earlier rule are found as those that are stored now", async (t) => {
  const database = await testDatabase(t, { sets: [] });
  const { pool, close } = openDatabase({ url: database.ownerUrl, maxConnections: 1, applicationName: "test" });
  const numbers = [
    "+44 (0)20 7946 0999 ext. 1234",
    "+44 ( 0 ) 20 7946 0999, Extension 12",
    "0044 20 7946 0999 (x12)",
    " ＋４４　２０　７９４６　０９９９ ",
    "020 7946 0999",
    "(0)20 7946 0999",
    "+1 (617) 555-0199",
    "+1 555-1234 EXT 9",
    "001 617 555 0199#5",
    "1-617-555-0199",
    "617 555\u00a00199\u00a0x\u00a07",
    "x1234",
    "٠١٢٣",
    "+1 55",
    "12",
  ];
  await pool.query("CREATE TABLE patients (id integer, document json, phone_digits text)");
  for (const [id, phoneNumber] of [...numbers, undefined].entries())
    await pool.query("INSERT INTO patients VALUES ($1, $2, $3)", [
      id,
      { phoneNumber },
      phoneNumber?.replace(/\D/g, ""),
    ]);
  await pool.query(await readFile(migration, "utf8"));
  const { rows } = await pool.query("SELECT phone_digits FROM patients ORDER BY id");
  const stored = rows.map(({ phone_digits: digits }, id) => [numbers[id], digits ?? undefined]);
  assert.deepEqual(stored, [...numbers.map((number) => [number, phoneDigits(number)]), [undefined, undefined]]);
  await close();
});
