/** What an importer must know of a whole file before it trusts a row of it. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { type ApiClient, ApiError } from "../src/api-client.ts";
import { type ExportContents, importSynthea } from "../src/synthea/import-synthea.ts";

const patientHeader = "Id,BIRTHDATE,DEATHDATE,FIRST,LAST,GENDER,ADDRESS,CITY,STATE,ZIP";
const transactionHeader =
  "ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,PROCEDURECODE,UNITS,NOTES,TRANSFEROUTID,TRANSFERTYPE,PAYMENTS,TRANSFERS";
const ana = "a,1980-01-01,,Ana,Ruiz,F,,,,";
const charge = "c1,k1,1,a,CHARGE,10.00,,2024-01-01,1,1,Visit,,p,,";

type Row = Record<string, unknown>;

/** Imports the two files into a system that takes every row, and tells what reached it. */
async function importFiles(t: TestContext, patients: string | Buffer, transactions?: string | Buffer) {
  const directory = await mkdtemp(join(tmpdir(), "pms export-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, "patients.csv"), patients);
  if (transactions !== undefined) await writeFile(join(directory, "claims_transactions.csv"), transactions);
  const sent = { patients: [] as PatientWrite[], transactions: [] as Row[] };
  const post = async (_path: string, body: { patients?: PatientWrite[]; transactions?: Row[] }) => {
    sent.patients.push(...(body.patients ?? []));
    sent.transactions.push(...(body.transactions ?? []));
    const results = body.patients?.map((_, index) => ({ index, outcome: "created", id: `p${index}` }));
    return { results: results ?? body.transactions?.map((_, index) => ({ index, outcome: "posted" })) };
  };
  const contents: ExportContents[] = [];
  // Of the client's four calls, whose answers are of any type, an import of new patients makes one.
  const api = { post } as object as ApiClient;
  const facilities = [{ id: "f1", name: "North Clinic" }];
  const options = { currency: "USD", facilities, onChecked: (found: ExportContents) => void contents.push(found) };
  const imported = importSynthea(api, directory, { ...options, say: () => {} });
  return { sent, contents, imported };
}

async function refused(t: TestContext, patients: string | Buffer, transactions: string, message: RegExp) {
  const { sent, imported } = await importFiles(t, patients, transactions);
  await assert.rejects(imported, message);
  assert.deepEqual([sent.patients, sent.transactions], [[], []], "nothing was sent");
}

const lines = (...rows: readonly string[]): string => rows.join("\n");

test("a line break within quotes is text: what a note holds is never read as a row", async (t) => {
  const note = '"called\np9,k1,1,a,PAYMENT,,CASH,2024-01-01,1,1,,,,99.00,\r\nand ""again"""';
  const noted = `c1,k1,1,a,CHARGE,10.00,,2024-01-01,1,1,${note},,p,,`;
  const last = "c2,k1,1,a,CHARGE,1.00,,2024-01-01,1,1,Visit,,p,,";
  const { sent, imported } = await importFiles(
    t,
    lines(patientHeader, ana),
    lines(transactionHeader, noted, "c3,k1", last),
  );
  const { faults } = await imported;
  assert.deepEqual(
    sent.transactions.map(({ externalId, description }) => [externalId, description]),
    [
      ["c1", 'called p9,k1,1,a,PAYMENT,,CASH,2024-01-01,1,1,,,,99.00, and "again"'],
      ["c2", "Visit"],
    ],
  );
  assert.deepEqual(
    faults.map(({ line }) => line),
    [5],
  );
});

test("a quote that is never closed, or closes lines below what it should, stops the import before anything is sent", async (t) => {
  const open = 'b,1980-01-01,,"Ana,Ruiz,F,,,,';
  await refused(
    t,
    lines(patientHeader, ana, open, ana),
    lines(transactionHeader, charge),
    /^BrokenQuoteError: patients\.csv:3: a quote is not closed/,
  );
  const payment = "p9,k1,1,a,PAYMENT,,CASH,2024-01-01,1,1,,,,99.00,";
  const inner = `c1,k1,1,a,CHARGE,10.00,,2024-01-01,1,1,"he said "no" to\n${payment}\n and "left",,p,,`;
  await refused(t, lines(patientHeader, ana), lines(transactionHeader, inner), /claims_transactions\.csv:2: a quote/);
});

test("lines may end with a carriage return alone", async (t) => {
  const { sent, imported } = await importFiles(
    t,
    `\uFEFF${[patientHeader, ana, "b,1980-01-01,,Bo,Ruiz,M,,,,"].join("\r")}`,
    [transactionHeader, charge].join("\r"),
  );
  assert.deepEqual((await imported).patients, { created: 2, existing: 0 });
  assert.equal(sent.transactions.length, 1);
});

test("a column twice, a wrong delimiter, another encoding and a name in other letters are named, and nothing is sent", async (t) => {
  const rows = lines(transactionHeader, charge);
  const twice = lines(`${patientHeader},BIRTHDATE`, `${ana},1999-09-09`);
  await refused(t, twice, rows, /patients\.csv has the column BIRTHDATE twice/);
  for (const [mark, word] of [
    [";", "semicolons"],
    ["\t", "tabs"],
    ["|", "vertical bars"],
  ] as const)
    await refused(t, lines(patientHeader, ana).replaceAll(",", mark), rows, new RegExp(`separated by ${word}`));
  await refused(
    t,
    Buffer.from(`\uFEFF${lines(patientHeader, ana)}`, "utf16le"),
    rows,
    /patients\.csv is not text in UTF-8/,
  );
  await refused(t, Buffer.from(lines(patientHeader, ana), "utf16le"), rows, /patients\.csv is not text in UTF-8/);
  await refused(t, lines(patientHeader.replace("Id", "ID"), ana), rows, /lacks the columns Id \(names .* must be Id\)/);
});

test("middle, maiden, prefix and suffix, phone, e-mail, country, day of registration and facility are taken over", async (t) => {
  const header = `${patientHeader},MIDDLE,MAIDEN,PREFIX,SUFFIX,PHONE,EMAIL,COUNTRY,REGISTEREDON,FACILITY,SSN`;
  const cells = "Marie,Vega,Dr.,Jr.,555-0100,ana@example.org,CA,2019-02-03,north clinic,999-00-0001";
  const { sent, contents, imported } = await importFiles(
    t,
    lines(header, `${ana},${cells}`, `b${ana.slice(1)},,,,,,,,2019-02-30,Nowhere,`),
  );
  const { faults } = await imported;
  const { identifiers, ...body } = sent.patients[0] ?? {};
  assert.deepEqual(body, {
    firstName: "Ana",
    middleName: "Marie",
    lastName: "Ruiz",
    maidenName: "Vega",
    namePrefix: "Dr.",
    nameSuffix: "Jr.",
    dateOfBirth: "1980-01-01",
    sex: "female",
    phoneNumber: "555-0100",
    email: "ana@example.org",
    address: { country: "CA" },
    registeredOn: "2019-02-03",
    facilityId: "f1",
  });
  assert.deepEqual(
    faults.map(({ line, column }) => [line, column]),
    [
      [3, "REGISTEREDON"],
      [3, "FACILITY"],
    ],
  );
  assert.deepEqual(contents, [{ transactions: false, leftColumns: ["SSN"], leftFiles: [] }]);
});

test("a birth of which the month or year alone is known, race, ethnicity and marital status are taken over", async (t) => {
  const header = `${patientHeader},RACE,ETHNICITY,MARITAL`;
  const born = (date: string) => ana.replace("1980-01-01", date);
  const { sent, imported } = await importFiles(
    t,
    lines(
      header,
      `${born("1980-05")},black,nonhispanic,W`,
      `b${born("1980").slice(1)},elvish,,`,
      `c${born("1980-13").slice(1)},,,`,
    ),
  );
  const { faults } = await imported;
  assert.deepEqual(
    sent.patients.map(({ dateOfBirth, races, ethnicity, maritalStatus }) => [
      dateOfBirth,
      races,
      ethnicity,
      maritalStatus,
    ]),
    [
      ["1980-05", ["black-or-african-american"], "not-hispanic-or-latino", "widowed"],
      ["1980", undefined, undefined, undefined],
    ],
  );
  assert.deepEqual(
    faults.map(({ line, column }) => [line, column]),
    [[4, "BIRTHDATE"]],
  );
});

test("patients without any transactions, and without the file of them, are imported", async (t) => {
  for (const transactions of [undefined, transactionHeader]) {
    const { imported } = await importFiles(t, lines(patientHeader, ana), transactions);
    const { patients, faults } = await imported;
    assert.deepEqual([patients.created, faults], [1, []]);
  }
});

test("of a patient refused for their bytes, or not there, the rows are counted in one message", async (t) => {
  const broken = Buffer.concat([
    Buffer.from(`${patientHeader}\nb,1980-01-01,,Jos`),
    Buffer.from([0xe9]),
    Buffer.from(`,Ruiz,M,,,,\n${ana}\n`),
  ]);
  const rows = ["b", "b", "zz", "zz", "zz", "a"].map(
    (id, n) => `t${n},k${n},1,${id},PAYMENT,,CASH,2024-01-01,1,1,,,,4.00,`,
  );
  const { sent, imported } = await importFiles(t, broken, lines(transactionHeader, ...rows));
  const { faults, leftOut } = await imported;
  assert.deepEqual(
    faults.map(({ file, line, column, detail }) => `${file}:${line} ${column} ${detail}`),
    [
      "patients.csv:2 FIRST characters that are not UTF-8: save the file as CSV in UTF-8",
      "patients.csv:2  this patient was refused: 2 rows of theirs in claims_transactions.csv were left out",
      "claims_transactions.csv:4 PATIENTID no such patient in patients.csv; 2 rows below name the same one",
    ],
  );
  assert.deepEqual([sent.transactions.length, leftOut], [1, 4]);
});

test("an error that no retry mends ends the import", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "pms export-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, "patients.csv"), lines(patientHeader, ana));
  const post = async () => {
    throw new ApiError({ type: "about:blank", title: "Forbidden", status: 403 });
  };
  const options = { currency: "USD", facilities: [], say: () => {} };
  await assert.rejects(importSynthea({ post } as object as ApiClient, directory, options), /403 Forbidden/);
});
