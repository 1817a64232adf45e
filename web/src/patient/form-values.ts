/**
 * A patient as a flat form: JSON pointer → text as typed. The server names its errors by the same
 * pointers.
 */
import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { trimText } from "@pms/contracts/text/text";
import type { DateOrder } from "@pms/contracts/text/typed-date";
import { formatIdentityDate } from "../lib/local-date.ts";
import { parseBirthDate, parseExactDate } from "../lib/parse-birth-date.ts";
import { estimatedBirth } from "./born.ts";

export type FormValues = Readonly<Record<string, string>>;
/** How dates are read: the locale's order, and today as `YYYY-MM-DD`. */
export type Reading = { order: DateOrder; today: string };

const editable = [
  "firstName",
  "middleName",
  "lastName",
  "sex",
  "address",
  "phoneNumber",
  "email",
  "contacts",
  "coverages",
  "identifiers",
  "preferredLanguage",
  "facilityId",
  "unidentified",
] as const satisfies readonly (keyof PatientWrite)[];

function findDate(pointer: string, text: string, { order, today }: Reading) {
  if (pointer === "/dateOfBirth") return parseBirthDate(text, order, today);
  return pointer === "/deceasedDate" ? parseExactDate(text, order, today, "date of death") : undefined;
}

function flatten(value: unknown, pointer: string): [string, string][] {
  if (value === undefined || value === null || value === false) return [];
  if (typeof value !== "object") return [[pointer, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) => flatten(inner, `${pointer}/${name}`));
}

/** The form of a record. An estimated birth date reads `~1961`, an exact one `04-Mar-1961`. */
export function toForm(patient: Patient): FormValues {
  const plain = editable.flatMap((name) => flatten(patient[name], `/${name}`));
  const { dateOfBirth: born, deceasedDate: died } = patient;
  return {
    ...Object.fromEntries(plain),
    ...(born && {
      "/dateOfBirth": patient.dateOfBirthEstimated ? `~${estimatedBirth(born)}` : formatIdentityDate(born),
    }),
    ...(died && { "/deceasedDate": formatIdentityDate(died) }),
  };
}

function readValue(pointer: string, text: string): string | number | boolean {
  if (pointer.endsWith("/guarantor") || pointer === "/unidentified") return text === "true";
  return pointer.endsWith("/rank") ? Number(text) : text;
}

type Tree = { [name: string]: Tree | string | number | boolean };

function setAt(tree: Tree, pointer: string, value: string | number | boolean): void {
  const path = pointer.split("/").slice(1);
  const last = path.pop() ?? "";
  let node = tree;
  for (const name of path) {
    const next = node[name];
    node = node[name] = typeof next === "object" ? next : {};
  }
  node[last] = value;
}

/** The fields of which there can be several. */
export const lists = ["contacts", "coverages", "identifiers"] as const;

/**
 * The body of a registration: trimmed, without what was left empty. Dates must have been validated
 * before.
 */
export function toPatientWrite(values: FormValues, reading: Reading): PatientWrite {
  const tree: Tree = {};
  for (const [pointer, typed] of Object.entries(values)) {
    const text = trimText(typed);
    if (text === "") continue;
    const read = findDate(pointer, text, reading);
    if (read) {
      if (!("date" in read)) continue;
      setAt(tree, pointer, read.date);
      if (read.estimated) setAt(tree, `${pointer}Estimated`, true);
    } else {
      const value = readValue(pointer, text);
      if (value !== false) setAt(tree, pointer, value);
    }
  }
  for (const name of lists) {
    const items = tree[name];
    if (typeof items === "object") Object.assign(tree, { [name]: Object.values(items) });
  }
  return tree as PatientWrite;
}

/** How many rows a list in the form has: one more than its highest index. */
export function rowCount(values: FormValues, list: string): number {
  const indexes = Object.keys(values).flatMap((pointer) => {
    const index = new RegExp(`^/${list}/(\\d+)/`).exec(pointer)?.[1];
    return index === undefined ? [] : [Number(index)];
  });
  return indexes.length === 0 ? 0 : Math.max(...indexes) + 1;
}
