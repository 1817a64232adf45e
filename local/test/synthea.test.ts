import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { CellError, parseAmountMinor, parseDate } from "../src/synthea/cells.ts";
import type { RowFault } from "../src/synthea/csv-rows.ts";
import { readPatients } from "../src/synthea/read-patients.ts";
import { readTransactions } from "../src/synthea/read-transactions.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

async function read(name: string) {
  const faults: RowFault[] = [];
  const onFault = (fault: RowFault) => void faults.push(fault);
  const patients = await Array.fromAsync(readPatients(fixture(name), onFault));
  const known = new Set(patients.map(({ sourceId }) => sourceId));
  const transactions = await Array.fromAsync(
    readTransactions(fixture(name), "USD", (id) => (known.has(id) ? id : undefined), onFault),
  );
  return { patients, transactions: transactions.map(({ transaction }) => transaction), faults };
}

test("an export is read whole: names as typed, commas and quotes within cells, empty cells left out", async () => {
  const { patients, faults } = await read("synthea");
  assert.deepEqual(faults, []);
  assert.equal(patients.length, 3);
  assert.equal(patients[0]?.body.address?.street, '12 "Old" Mill Lane, Apt 3');
  assert.equal(patients[2]?.body.lastName, "O'Connor-Ñandú8");
  assert.equal(patients[2]?.body.deceasedDate, "2001-02-28");
  assert.deepEqual(patients[2]?.body.address, { state: "Maine" });
});

test("charges, payments and the two halves of each transfer become ledger transactions, to the cent", async () => {
  const { transactions } = await read("synthea");
  const sum = (type: string) =>
    transactions.filter((row) => row.type === type).reduce((total, { amount }) => total + amount.amountMinor, 0);
  assert.deepEqual([sum("charge"), sum("payment"), sum("transfer")], [70_666, 77_749, 6_665]);
  assert.deepEqual(
    transactions.filter((row) => row.type === "transfer").map(({ direction }) => direction),
    ["to-patient", "between-payers"],
  );
});

test("a payment settles what is owed by whoever is responsible at that point of the claim", async () => {
  const { transactions } = await read("synthea");
  const payments = transactions.filter((row) => row.type === "payment");
  assert.deepEqual(
    payments.map(({ responsibility }) => responsibility),
    ["payer", "patient", "payer", "patient"],
  );
});

test("broken rows are named by file, line and column, and the rest is read", async () => {
  const { patients, transactions, faults } = await read("synthea-broken");
  assert.equal(patients.length, 1);
  assert.deepEqual(
    transactions.map(({ externalId }) => externalId),
    ["e1", "e6"],
  );
  assert.deepEqual(
    faults.map(({ file, line, column }) => `${file}:${line} ${column}`),
    [
      "patients.csv:3 BIRTHDATE",
      "patients.csv:4 FIRST",
      "patients.csv:5 Id",
      "claims_transactions.csv:3 AMOUNT",
      "claims_transactions.csv:4 FROMDATE",
      "claims_transactions.csv:5 TYPE",
      "claims_transactions.csv:6 PATIENTID",
      "claims_transactions.csv:8 TRANSFEROUTID",
      "claims_transactions.csv:9 AMOUNT",
    ],
  );
});

test("amounts are exact: no float, no third decimal, nothing negative", () => {
  assert.equal(parseAmountMinor("1092402.73"), 109_240_273);
  assert.equal(parseAmountMinor("0.1"), 10);
  for (const text of ["", "-1", "1,5", "12.345", "1e3", "NaN"]) assert.throws(() => parseAmountMinor(text), CellError);
});

test("dates are days of the calendar", () => {
  assert.equal(parseDate("2024-02-29T23:59:59Z"), "2024-02-29");
  for (const text of ["2023-02-29", "2023-00-10", "27/01/2023", ""]) assert.throws(() => parseDate(text), CellError);
});
