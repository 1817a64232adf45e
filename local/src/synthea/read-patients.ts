/** `patients.csv` as bodies of the patient API. */
import { join } from "node:path";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { CellError, parseBirthDate, parseDate, parseSex, readDemographics } from "./cells.ts";
import { type CsvRow, checkCsvFile, ownCopy, type RowFault, readCsvRows } from "./csv-rows.ts";

export const identifierSystem = "synthea";
export const patientsFile = "patients.csv";
const columns = ["Id", "BIRTHDATE", "DEATHDATE", "FIRST", "LAST", "GENDER", "ADDRESS", "CITY", "STATE", "ZIP"];

/**
 * Every column that is taken over, by the field that it becomes. Those that are not in `columns`
 * may be absent.
 */
const columnByPointer: Readonly<Record<string, string>> = {
  "/identifiers/0/value": "Id",
  "/namePrefix": "PREFIX",
  "/firstName": "FIRST",
  "/middleName": "MIDDLE",
  "/lastName": "LAST",
  "/nameSuffix": "SUFFIX",
  "/maidenName": "MAIDEN",
  "/dateOfBirth": "BIRTHDATE",
  "/deceasedDate": "DEATHDATE",
  "/sex": "GENDER",
  "/address/street": "ADDRESS",
  "/address/city": "CITY",
  "/address/state": "STATE",
  "/address/zipCode": "ZIP",
  "/address/country": "COUNTRY",
  "/phoneNumber": "PHONE",
  "/email": "EMAIL",
  "/races": "RACE",
  "/ethnicity": "ETHNICITY",
  "/maritalStatus": "MARITAL",
  "/registeredOn": "REGISTEREDON",
  "/facilityId": "FACILITY",
};

/** The column that a field of the body comes from; the JSON pointer itself where there is none. */
export function patientColumn(pointer: string): string {
  return columnByPointer[pointer] ?? pointer;
}

export type SourcePatient = { sourceId: string; line: number; body: PatientWrite };
export type PatientSource = {
  directory: string;
  /**
   * The id of the facility that a row names, by its name or id; undefined for one that is not
   * there.
   */
  facilityOf: (named: string) => string | undefined;
  onFault: (fault: RowFault) => void;
  /** Told of a row that is faulty, where the Id in it can be read. */
  onRefused?: (row: Pick<SourcePatient, "sourceId" | "line">) => void;
};

/**
 * Throws when the file cannot be read for certain, see `checkCsvFile`.
 * @returns its columns that are not taken over
 */
export async function checkPatients(directory: string): Promise<string[]> {
  const taken = new Set(Object.values(columnByPointer));
  const header = await checkCsvFile(join(directory, patientsFile), columns);
  return header.filter((column) => column !== "" && !taken.has(column));
}

export async function* readPatients(source: PatientSource): AsyncGenerator<SourcePatient> {
  const seen = new Set<string>();
  for await (const row of readCsvRows(join(source.directory, patientsFile), columns)) {
    const patient = toPatient(row, source);
    if (!patient) continue;
    if (seen.has(patient.sourceId))
      source.onFault({ file: patientsFile, line: row.line, column: "Id", detail: "the same Id stands above already" });
    else yield patient;
    seen.add(patient.sourceId);
  }
}

function toPatient({ line, values, broken }: CsvRow, source: PatientSource): SourcePatient | undefined {
  const faults: Pick<RowFault, "column" | "detail">[] = broken ? [broken] : [];
  const optional = (column: string): string | undefined => onOneLine(values[column] ?? "") || undefined;
  const cell = <Value>(column: string, parse: (text: string) => Value): Value | undefined => {
    if (broken) return undefined;
    try {
      return parse(optional(column) ?? "");
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      faults.push({ column, detail: error.message });
      return undefined;
    }
  };
  const optionalCell = <Value>(column: string, parse: (text: string) => Value) =>
    optional(column) === undefined ? undefined : cell(column, parse);
  const sourceId = optional("Id")?.includes("\uFFFD") ? undefined : optional("Id");
  cell("Id", (text) => text || fail("is missing"));
  const lastName = optional("LAST");
  const firstName = cell("FIRST", (text) => text || (lastName ? undefined : fail("is missing, and LAST too")));
  const fields = {
    namePrefix: optional("PREFIX"),
    firstName,
    middleName: optional("MIDDLE"),
    lastName,
    nameSuffix: optional("SUFFIX"),
    maidenName: optional("MAIDEN"),
    dateOfBirth: cell("BIRTHDATE", parseBirthDate),
    sex: cell("GENDER", parseSex),
    deceasedDate: optionalCell("DEATHDATE", parseDate),
    phoneNumber: optional("PHONE"),
    email: optional("EMAIL"),
    ...readDemographics({ race: values.RACE, ethnicity: values.ETHNICITY, marital: values.MARITAL }),
    registeredOn: optionalCell("REGISTEREDON", parseDate),
    facilityId: optionalCell("FACILITY", (text) => source.facilityOf(text) ?? fail("no such facility")),
  };
  const address = withoutMissing({
    street: optional("ADDRESS"),
    city: optional("CITY"),
    state: optional("STATE"),
    zipCode: optional("ZIP"),
    country: optional("COUNTRY"),
  });
  for (const { column, detail } of faults) source.onFault({ file: patientsFile, line, column, detail });
  if (faults.length > 0 || sourceId === undefined) {
    if (sourceId !== undefined) source.onRefused?.({ sourceId: ownCopy(sourceId), line });
    return undefined;
  }
  const body: PatientWrite = {
    ...withoutMissing(fields),
    ...(Object.keys(address).length > 0 && { address }),
    identifiers: [{ system: identifierSystem, value: sourceId }],
  };
  return { sourceId: ownCopy(sourceId), line, body };
}

/** A cell may hold line breaks; no field of a patient does. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ").trim();
}

function fail(detail: string): never {
  throw new CellError(detail);
}

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function withoutMissing<Fields extends object>(fields: Fields): Present<Fields> {
  // Of the same fields, less those without a value.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>;
}
