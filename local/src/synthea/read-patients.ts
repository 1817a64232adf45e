/** `patients.csv` as bodies of the patient API. */
import { join } from "node:path";
import type { PatientWrite } from "@pms/contracts/patients";
import { CellError, parseDate, parseSex } from "./cells.ts";
import { type CsvRow, ownCopy, type RowFault, readCsvRows, requireColumns } from "./csv-rows.ts";

export const identifierSystem = "synthea";
export const patientsFile = "patients.csv";
const columns = ["Id", "BIRTHDATE", "DEATHDATE", "FIRST", "LAST", "GENDER", "ADDRESS", "CITY", "STATE", "ZIP"];

const columnByPointer: Readonly<Record<string, string>> = {
  "/firstName": "FIRST",
  "/lastName": "LAST",
  "/dateOfBirth": "BIRTHDATE",
  "/deceasedDate": "DEATHDATE",
  "/address/street": "ADDRESS",
  "/address/city": "CITY",
  "/address/state": "STATE",
  "/address/zipCode": "ZIP",
  "/identifiers/0/value": "Id",
};

/** The column that a field of the body comes from; the JSON pointer itself where there is none. */
export function patientColumn(pointer: string): string {
  return columnByPointer[pointer] ?? pointer;
}

export type SourcePatient = { sourceId: string; line: number; body: PatientWrite };

/** Throws when the file or a column of it is missing. */
export const requirePatients = (directory: string): Promise<void> =>
  requireColumns(join(directory, patientsFile), columns);

/** @param onRefused told of a row that is faulty, where the Id in it can be read */
export async function* readPatients(
  directory: string,
  onFault: (fault: RowFault) => void,
  onRefused: (row: Pick<SourcePatient, "sourceId" | "line">) => void = () => {},
): AsyncGenerator<SourcePatient> {
  const seen = new Set<string>();
  for await (const row of readCsvRows(join(directory, patientsFile), columns, onFault)) {
    const patient = toPatient(row, onFault, onRefused);
    if (!patient) continue;
    if (seen.has(patient.sourceId))
      onFault({ file: patientsFile, line: row.line, column: "Id", detail: "the same Id stands above already" });
    else yield patient;
    seen.add(patient.sourceId);
  }
}

function toPatient(
  { line, values }: CsvRow,
  onFault: (fault: RowFault) => void,
  onRefused: (row: Pick<SourcePatient, "sourceId" | "line">) => void,
): SourcePatient | undefined {
  let broken = false;
  const cell = <Value>(column: string, parse: (text: string) => Value): Value | undefined => {
    try {
      return parse(values[column] ?? "");
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      broken = true;
      onFault({ file: patientsFile, line, column, detail: error.message });
      return undefined;
    }
  };
  const needed = (text: string): string => {
    if (text.trim() === "") throw new CellError("is missing");
    return text.trim();
  };
  const optional = (column: string): string | undefined => values[column]?.trim() || undefined;
  const sourceId = cell("Id", (text) => ownCopy(needed(text)));
  const firstName = cell("FIRST", needed);
  const lastName = cell("LAST", needed);
  const dateOfBirth = cell("BIRTHDATE", parseDate);
  const sex = cell("GENDER", parseSex);
  const deceasedDate = optional("DEATHDATE") ? cell("DEATHDATE", parseDate) : undefined;
  if (broken || !sourceId || !firstName || !lastName || !dateOfBirth || !sex) {
    if (sourceId) onRefused({ sourceId, line });
    return undefined;
  }
  const address = withoutMissing({
    street: optional("ADDRESS"),
    city: optional("CITY"),
    state: optional("STATE"),
    zipCode: optional("ZIP"),
  });
  const body: PatientWrite = {
    firstName,
    lastName,
    dateOfBirth,
    sex,
    ...(Object.keys(address).length > 0 && { address }),
    ...(deceasedDate && { deceasedDate }),
    identifiers: [{ system: identifierSystem, value: sourceId }],
  };
  return { sourceId, line, body };
}

function withoutMissing(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
