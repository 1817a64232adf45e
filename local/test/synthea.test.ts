import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { BatchTransaction } from "@pms/contracts/billing/batches";
import { type ApiClient, ApiError } from "../src/api-client.ts";
import { inLanes } from "../src/lanes.ts";
import { CellError, parseAmountMinor, parseDate } from "../src/synthea/cells.ts";
import type { RowFault } from "../src/synthea/csv-rows.ts";
import { createIdTable } from "../src/synthea/id-table.ts";
import { importSynthea } from "../src/synthea/import-synthea.ts";
import { readPatients } from "../src/synthea/read-patients.ts";
import { readTransactions } from "../src/synthea/read-transactions.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

const patientHeader = "Id,BIRTHDATE,DEATHDATE,FIRST,LAST,GENDER,ADDRESS,CITY,STATE,ZIP\n";
const transactionHeader =
  "ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,PROCEDURECODE,UNITS,NOTES,TRANSFEROUTID,TRANSFERTYPE,PAYMENTS,TRANSFERS\n";

/** A folder with an export of its own. */
async function exportOf(t: TestContext, patients: string | Buffer, transactions: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "pms export-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, "patients.csv"), patients);
  await writeFile(join(directory, "claims_transactions.csv"), transactions);
  return directory;
}

const patientsOf = (
  idOf: (id: string) => string | undefined,
  leaveOut: (id: string, line: number) => void = () => {},
) => ({
  idOf,
  leaveOut,
});
const facilityOf = () => undefined;

const read = (name: string) => readExport(fixture(name));

async function readExport(directory: string) {
  const faults: RowFault[] = [];
  const onFault = (fault: RowFault) => void faults.push(fault);
  const patients = await Array.fromAsync(readPatients({ directory, facilityOf, onFault }));
  const known = new Set(patients.map(({ sourceId }) => sourceId));
  const transactions = await Array.fromAsync(
    readTransactions(
      directory,
      "USD",
      patientsOf(
        (id) => (known.has(id) ? id : undefined),
        (_id, line) =>
          onFault({ file: "claims_transactions.csv", line, column: "PATIENTID", detail: "no such patient" }),
      ),
      onFault,
    ),
  );
  return { patients, transactions: transactions.map(({ transaction }) => transaction), faults };
}

/**
 * An import of dollars. Of the client's four calls, whose answers are of any type, it makes the two
 * that a test gives it.
 */
const importWith = (api: object, directory: string) =>
  importSynthea(api as ApiClient, directory, { currency: "USD", facilities: [], say: () => {} });

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

test("a quote out of place, a cell too few and bytes that are not UTF-8 spoil their own row alone", async (t) => {
  const rows = [
    'a,1980-01-01,,An"a",Ruiz,F,,,,',
    "b,1980-01-01",
    'c,1980-01-01,,"A"na,Ruiz,F,,,,',
    "d,1980-01-01,,Jos\xe9,Ruiz,M,,,,",
  ];
  const good = 'e,1980-01-01,,"Ana ""Ani""",Ruiz,F,,,,';
  const text = `\xef\xbb\xbf${[patientHeader.trimEnd(), ...rows, "", good].join("\r\n")}`;
  const { patients, faults } = await readExport(await exportOf(t, Buffer.from(text, "latin1"), transactionHeader));
  assert.deepEqual(
    patients.map(({ sourceId, line, body }) => [sourceId, line, body.firstName]),
    [["e", 7, 'Ana "Ani"']],
  );
  assert.deepEqual(
    faults.map(({ line, column }) => [line, column]),
    [
      [2, ""],
      [3, ""],
      [4, ""],
      [5, "FIRST"],
    ],
  );
});

test("a NUL and a cell without end spoil their own row alone", async (t) => {
  const rows = [
    "a,1980-01-01,,A\0na,Ruiz,F,,,,",
    `b,1980-01-01,,Ana,Ruiz,F,${"x".repeat(3_000_000)},,,`,
    "c,1980-01-01,,Ana,Ruiz,F,,,,",
  ];
  const { patients, faults } = await readExport(await exportOf(t, patientHeader + rows.join("\n"), transactionHeader));
  assert.deepEqual(
    patients.map(({ sourceId }) => sourceId),
    ["c"],
  );
  assert.deepEqual(
    faults.map(({ line, column, detail }) => [line, column, detail]),
    [
      [2, "FIRST", "a NUL character"],
      [3, "ADDRESS", "longer than 10,000 characters"],
    ],
  );
});

test("what Unicode alone takes for the end of a line ends no row", async (t) => {
  const streets = ["one\u2028two", "one\u2029two", "one\rtwo", '"one\rtwo, three"'];
  const rows = streets.map((street, index) => `${index},1980-01-01,,Ana,Ruiz,F,${street},,,\r\n`);
  const { patients, faults } = await readExport(await exportOf(t, patientHeader + rows.join(""), transactionHeader));
  assert.deepEqual(faults, []);
  assert.deepEqual(
    patients.map(({ body }) => body.address?.street),
    ["one\u2028two", "one\u2029two", "one two", "one two, three"],
  );
  assert.deepEqual(
    patients.map(({ line }) => line),
    [2, 3, 4, 5],
  );
});

test("a file that is empty, cut off before its header or not there stops the import and is named", async (t) => {
  const person = `${patientHeader}a,1980-01-01,,Ana,Ruiz,F,,,,\n`;
  await assert.rejects(
    readExport(await exportOf(t, "", transactionHeader)),
    /^WrongColumnsError: patients\.csv is empty$/,
  );
  await assert.rejects(readExport(await exportOf(t, person, "\n\n")), /claims_transactions\.csv is empty/);
  await assert.rejects(
    readExport(await exportOf(t, person, "ID,CLAIMID\n")),
    /claims_transactions\.csv lacks the columns CHARGEID/,
  );
  await assert.rejects(readExport(fixture("nothing")), /patients\.csv/);
});

test("an ID that stands twice is taken once, and the second row is named", async (t) => {
  const row = "t1,k1,1,a,CHARGE,10.00,,2024-01-01,1,1,Visit,,p,,\n";
  const directory = await exportOf(
    t,
    `${patientHeader}a,1980-01-01,,Ana,Ruiz,F,,,,\n`,
    `${transactionHeader}${row}${row}`,
  );
  const { transactions, faults } = await readExport(directory);
  assert.equal(transactions.length, 1);
  assert.deepEqual(
    faults.map(({ line, column }) => [line, column]),
    [[3, "ID"]],
  );
});

test("of two transfers out of one charge the one that nothing takes in is named", async (t) => {
  const rows = [
    "c1,k1,1,a,CHARGE,10.00,,2024-01-01,1,1,Visit,,1,,\n",
    "o1,k1,1,a,TRANSFEROUT,,,2024-01-01,1,1,,,,,4.00\n",
    "o2,k1,1,a,TRANSFEROUT,,,2024-01-01,1,1,,,,,6.00\n",
    "i1,k1,1,a,TRANSFERIN,4.00,,2024-01-01,1,1,,1,p,,\n",
  ];
  const person = `${patientHeader}a,1980-01-01,,Ana,Ruiz,F,,,,\n`;
  const { transactions, faults } = await readExport(await exportOf(t, person, transactionHeader + rows.join("")));
  assert.deepEqual(
    transactions.map(({ externalId }) => externalId),
    ["c1", "i1"],
  );
  assert.deepEqual(
    faults.map(({ line, column }) => [line, column]),
    [[4, "CHARGEID"]],
  );
});

test("a transfer out that nothing takes in is named when all is read, and a faulty charge still says who is responsible", async (t) => {
  const rows = [
    "c1,k1,1,a,CHARGE,10.00,,2024-01-01,1,none,Visit,,p,,\n",
    "p1,k1,2,a,PAYMENT,,CASH,2024-01-01,1,1,,,,4.00,\n",
    "o1,k1,1,a,TRANSFEROUT,,,2024-01-01,1,1,,,,,4.00\n",
  ];
  const person = `${patientHeader}a,1980-01-01,,Ana,Ruiz,F,,,,\n`;
  const { transactions, faults } = await readExport(await exportOf(t, person, transactionHeader + rows.join("")));
  assert.deepEqual(
    transactions.map((row) => row.type === "payment" && row.responsibility),
    ["patient"],
  );
  assert.deepEqual(
    faults.map(({ line, column }) => [line, column]),
    [
      [2, "UNITS"],
      [4, "CHARGEID"],
    ],
  );
});

function largeExport(t: TestContext, rows: number): Promise<string> {
  const filler = "x".repeat(1_500);
  const ids = Array.from({ length: rows }, (_, n) => `an-id-as-long-as-uuids-are-${n}`);
  const people = ids.map((id) => `${id},1980-01-01,,Ana,Ruiz,F,${filler},,,\n`);
  const charges = ids.map((id) => `${id},claim-${id},1,p,CHARGE,1.00,,2024-01-01,1,1,${filler},,p,,\n`);
  return exportOf(t, patientHeader + people.join(""), transactionHeader + charges.join(""));
}

test("a large export is read without staying in memory: of a row its ids alone are kept", async (t) => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  // Buffers are given back some time after the collection.
  const bytes = async () => {
    for (let time = 0; time < 3; time += 1) {
      collect();
      await sleep(20);
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const rows = 24_000;
  const directory = await largeExport(t, rows);
  const fail = (fault: RowFault) => assert.fail(fault.detail);
  const readers = [
    { read: () => readPatients({ directory, facilityOf, onFault: fail }), most: 150 },
    {
      read: () =>
        readTransactions(
          directory,
          "USD",
          patientsOf((id) => id),
          fail,
        ),
      most: 90,
    },
  ];
  for (const { read, most } of readers) {
    const before = await bytes();
    let [count, perRow] = [0, 0];
    for await (const _ of read()) {
      count += 1;
      if (count === rows) perRow = ((await bytes()) - before) / rows;
    }
    assert.equal(count, rows);
    assert.ok(perRow < most, `${perRow} bytes of each row are kept`);
  }
});

test("the table of ids tells ids apart while it grows", () => {
  const table = createIdTable();
  const numbers = Array.from({ length: 5_000 }, (_, n) => n + 1);
  for (const n of numbers) table.set(`id-${n}`, n);
  table.set("id-7", 70);
  for (const n of numbers) assert.equal(table.get(`id-${n}`), n === 7 ? 70 : n);
  assert.equal(table.get("id-0"), 0);
});

test("every row reaches the system whatever its patient's id is, and refusals are told by column", async (t) => {
  const ids = ["-1a", "zz", "7f", "00"];
  const people = ids.map((id) => `${id},1980-01-01,,Ana,Ruiz,F,,,,\n`).join("");
  const rows = ids.map((id) => `t${id},k${id},1,${id},PAYMENT,,CASH,2024-01-01,1,1,Visit,,,4.00,\n`).join("");
  const sent: string[] = [];
  const post = async (path: string, body: unknown) => {
    if (path === "/api/patients/batches") {
      const { patients } = body as { patients: unknown[] };
      return { results: patients.map((_, index) => ({ index, outcome: "created", id: `p${index}` })) };
    }
    const { transactions } = body as { transactions: { externalId: string }[] };
    sent.push(...transactions.map(({ externalId }) => externalId));
    const problem = {
      errors: [{ pointer: "/amount/amountMinor", detail: "must be <= 1" }],
      detail: "The row is not valid.",
    };
    return { results: transactions.map((_, index) => ({ index, outcome: "refused", problem })) };
  };
  const directory = await exportOf(t, patientHeader + people, transactionHeader + rows);
  const { faults } = await importWith({ post }, directory);
  assert.deepEqual(sent.sort(), ids.map((id) => `t${id}`).sort());
  assert.deepEqual(
    new Set(faults.map(({ column, detail }) => `${column} ${detail}`)),
    new Set(["PAYMENTS must be <= 1"]),
  );
});

/** Takes every row, with the account that `open` says; `sent` are the batches in their order. */
function takingApi(open: (id: string) => boolean = () => true) {
  const sent: BatchTransaction[][] = [];
  const answers = (patients: unknown[]) =>
    patients.map((_, index) => ({
      index,
      outcome: "created",
      id: `p${index}`,
      billing: { status: open(`p${index}`) ? "active" : "pending" },
    }));
  const post = async (_path: string, body: { patients?: unknown[]; transactions?: BatchTransaction[] }) => {
    if (body.patients) return { results: answers(body.patients) };
    sent.push(body.transactions ?? []);
    return { results: body.transactions?.map((_, index) => ({ index, outcome: "posted" })) };
  };
  const get = async (path: string) => ({
    billing: { status: open(path.split("/").at(-1) ?? "") ? "active" : "pending" },
  });
  return { sent, api: { post, get } };
}

test("of a batch that is refused as a whole the faulty row is found and named, and the rest is imported", async (t) => {
  const ids = Array.from({ length: 7 }, (_, index) => `${index}a`);
  const people = ids.map((id) => `${id},1980-01-01,,${id === "4a" ? "Bad" : "Ana"},Ruiz,F,,,,\n`).join("");
  const rows = ids.map((id) => `t${id},k${id},1,${id},PAYMENT,,CASH,2024-01-01,1,1,Visit,,,4.00,\n`).join("");
  const { api, sent } = takingApi();
  const refused = (status: number) => new ApiError({ type: "about:blank", title: "Refused", status });
  const post = async (path: string, body: Parameters<typeof api.post>[1]) => {
    if (JSON.stringify(body).includes('"Bad"')) throw refused(400);
    if ((body.transactions?.length ?? 0) > 2) throw refused(413);
    return api.post(path, body);
  };
  const directory = await exportOf(t, patientHeader + people, transactionHeader + rows);
  const report = await importWith({ ...api, post }, directory);
  assert.deepEqual(report.patients, { created: 6, existing: 0 });
  assert.deepEqual(
    report.faults.map(({ file, line, detail }) => `${file}:${line} ${detail}`),
    [
      "patients.csv:6 Refused",
      "patients.csv:6 this patient was refused: 1 rows of theirs in claims_transactions.csv were left out",
    ],
  );
  assert.deepEqual(
    sent
      .flat()
      .map(({ externalId }) => externalId)
      .sort(),
    ids.filter((id) => id !== "4a").map((id) => `t${id}`),
  );
});

test("of a patient who is refused the line is named once with the number of their rows, which are no faults of their own", async (t) => {
  const people = "a,1980-02-30,,Ana,Ruiz,F,,,,\nb,1980-01-01,,Ana,Ruiz,F,,,,\n";
  const rows = ["a", "a", "nobody", "a", "b"].map(
    (id, index) => `t${index},k${index},1,${id},PAYMENT,,CASH,2024-01-01,1,1,Visit,,,4.00,\n`,
  );
  const { api, sent } = takingApi();
  const report = await importWith(api, await exportOf(t, patientHeader + people, transactionHeader + rows.join("")));
  assert.deepEqual(
    report.faults.map(({ file, line, detail }) => `${file}:${line} ${detail}`),
    [
      "patients.csv:2 a day that is not in the calendar",
      "patients.csv:2 this patient was refused: 3 rows of theirs in claims_transactions.csv were left out",
      "claims_transactions.csv:4 no such patient in patients.csv",
    ],
  );
  assert.deepEqual([report.leftOut, sent.flat().map(({ externalId }) => externalId)], [3, ["t4"]]);
});

test("postings wait for the accounts that are still to open", async (t) => {
  let asked = 0;
  const { api, sent } = takingApi((id) => id === "p0" || asked > 1);
  const get = async (path: string) => {
    asked += 1;
    assert.deepEqual([path, sent.length], ["/api/patients/p1", 0]);
    return api.get(path);
  };
  const people = ["1a", "2a"].map((id) => `${id},1980-01-01,,Ana,Ruiz,F,,,,\n`).join("");
  const row = "t1,k1,1,2a,CHARGE,10.00,,2024-01-01,1,1,Visit,,p,,\n";
  const directory = await exportOf(t, patientHeader + people, transactionHeader + row);
  await importWith({ ...api, get }, directory);
  assert.deepEqual([asked, sent.flat().length], [2, 1]);
});

test("rows of one account are posted one batch after the other, in the order of the file", async (t) => {
  const { api, sent } = takingApi();
  let [busy, most] = [0, 0];
  const post = async (path: string, body: Parameters<typeof api.post>[1]) => {
    busy += 1;
    most = Math.max(most, busy);
    // The first batch is the slowest: whatever does not wait for it overtakes it.
    await sleep(body.transactions && sent.length === 0 && busy === 1 ? 50 : 1);
    busy -= 1;
    return api.post(path, body);
  };
  const numbers = Array.from({ length: 1_200 }, (_, n) => n);
  const rows = numbers.map((n) => `t${n},k${n},1,ab,PAYMENT,,CASH,2024-01-01,1,1,Visit,,,4.00,\n`).join("");
  const directory = await exportOf(t, `${patientHeader}ab,1980-01-01,,Ana,Ruiz,F,,,,\n`, transactionHeader + rows);
  await importWith({ ...api, post }, directory);
  assert.deepEqual(
    sent.flat().map(({ externalId }) => externalId),
    numbers.map((n) => `t${n}`),
  );
  assert.equal(most, 1);
});

test("a file that lacks a column stops the import before anything is sent", async (t) => {
  const directory = await exportOf(t, `${patientHeader}a,1980-01-01,,Ana,Ruiz,F,,,,\n`, "ID,CLAIMID\n");
  const post = async () => assert.fail("something was sent");
  await assert.rejects(importWith({ post }, directory), /claims_transactions\.csv lacks the columns/);
  await rm(join(directory, "patients.csv"));
  await assert.rejects(importWith({ post }, directory), /^Error: There is no \/.*patients\.csv$/);
});

test("an item without a lane is an error, not lost", async () => {
  const items = (async function* () {
    yield 1;
  })();
  const work = async () => {};
  await assert.rejects(inLanes({ items, lanes: 3, batchSize: 1, laneOf: () => -1, work }), RangeError);
});

test("amounts are exact: no float, no third decimal, nothing negative", () => {
  assert.equal(parseAmountMinor("1092402.73"), 109_240_273);
  assert.equal(parseAmountMinor("0.1"), 10);
  for (const text of ["", "-1", "1,5", "12.345", "1e3", "NaN"]) assert.throws(() => parseAmountMinor(text), CellError);
  assert.throws(() => parseAmountMinor("99999999999999"), /too large/);
});

test("a currency without two decimals is refused before anything is sent", async () => {
  const nothing = {} as ApiClient;
  for (const currency of ["JPY", "KWD"])
    await assert.rejects(
      importSynthea(nothing, fixture("synthea"), { currency, facilities: [], say: () => {} }),
      /two decimals/,
    );
});

test("dates are days of the calendar", () => {
  assert.equal(parseDate("2024-02-29T23:59:59Z"), "2024-02-29");
  for (const text of ["2023-02-29", "2023-00-10", "27/01/2023", ""]) assert.throws(() => parseDate(text), CellError);
});
