/**
 * A patient as a flat form: JSON pointer → text as typed. The server names its errors by the same
 * pointers.
 */
import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { trimText } from "@pms/contracts/text/text";
import type { DateOrder } from "@pms/contracts/text/typed-date";
import { formatIdentityDate } from "../lib/local-date.ts";
import { parseBirthDate, parseExactDate, parsePartialDate } from "../lib/parse-birth-date.ts";
import { estimatedBirth } from "./born.ts";

export type FormValues = Readonly<Record<string, string>>;
/** How dates are read: the locale's order, and today as `YYYY-MM-DD`. */
export type Reading = { order: DateOrder; today: string };

const editable = [
  "namePrefix",
  "nameSuffix",
  "maidenName",
  "firstName",
  "middleName",
  "lastName",
  "sex",
  "address",
  "phoneNumber",
  "phoneUse",
  "email",
  "emailUse",
  "names",
  "phones",
  "emails",
  "addresses",
  "contacts",
  "coverages",
  "identifiers",
  "consents",
  "preferredLanguage",
  "sexAtBirth",
  "genderIdentity",
  "sexualOrientation",
  "pronouns",
  "birthTime",
  "multipleBirth",
  "birthOrder",
  "races",
  "ethnicity",
  "interpreterNeeded",
  "religion",
  "maritalStatus",
  "occupation",
  "veteran",
  "housing",
  "incomeBand",
  "contactBy",
  "doNotContactBy",
  "facilityId",
  "unidentified",
] as const satisfies readonly (keyof PatientWrite)[];

/** A list of codes is one value of the form, the codes with commas between them. */
const isCodeList = (pointer: string) => /^\/(?:races|contactBy|doNotContactBy)$/.test(pointer);
/** Where "no" is an answer, and not the same as nothing. */
const isYesNo = (pointer: string) => /^\/(?:interpreterNeeded|multipleBirth)$/.test(pointer);
const isFlag = (pointer: string) =>
  /\/(?:guarantor|emergencyContact|nextOfKin|legalGuardian|unidentified)$/.test(pointer) || isYesNo(pointer);
const isNumber = (pointer: string) => /\/(?:rank|birthOrder)$/.test(pointer);

/** How a date at this pointer is read; undefined where there is none. */
export function dateReaderOf(pointer: string) {
  if (pointer === "/dateOfBirth") return parseBirthDate;
  if (/\/(?:period\/(?:start|end)|subscriber\/dateOfBirth)$/.test(pointer)) return parsePartialDate;
  const noun = pointer === "/deceasedDate" ? "date of death" : "date";
  if (pointer !== "/deceasedDate" && !/\/(?:givenOn|withdrawnOn)$/.test(pointer)) return undefined;
  return (typed: string, order: DateOrder, today: string) => parseExactDate(typed, order, today, noun);
}

function flatten(value: unknown, pointer: string): [string, string][] {
  if (value === undefined || value === null) return [];
  if (value === false) return isYesNo(pointer) ? [[pointer, "false"]] : [];
  if (isCodeList(pointer)) return [[pointer, String(value)]];
  if (typeof value === "string" && dateReaderOf(pointer)) return [[pointer, formatIdentityDate(value)]];
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

type Value = string | number | boolean | string[];

function readValue(pointer: string, text: string): Value {
  if (isFlag(pointer)) return text === "true";
  if (isCodeList(pointer)) return text.split(",");
  return isNumber(pointer) && /^\d+$/.test(text) ? Number(text) : text;
}

type Tree = { [name: string]: Tree | Value };

function setAt(tree: Tree, pointer: string, value: Value): void {
  const path = pointer.split("/").slice(1);
  const last = path.pop() ?? "";
  let node = tree;
  for (const name of path) {
    const next = node[name];
    node = node[name] = typeof next === "object" && !Array.isArray(next) ? next : {};
  }
  node[last] = value;
}

/** The fields of which there can be several. */
export const lists = [
  "names",
  "phones",
  "emails",
  "addresses",
  "contacts",
  "coverages",
  "identifiers",
  "consents",
] as const;

/**
 * The body of a registration: trimmed, without what was left empty. Dates must have been validated
 * before.
 */
export function toPatientWrite(values: FormValues, reading: Reading): PatientWrite {
  const tree: Tree = {};
  for (const [pointer, typed] of Object.entries(values)) {
    const text = trimText(typed);
    if (text === "") continue;
    const read = dateReaderOf(pointer)?.(text, reading.order, reading.today);
    if (read) {
      if (!("date" in read)) continue;
      setAt(tree, pointer, read.date);
      if (read.estimated) setAt(tree, `${pointer}Estimated`, true);
    } else {
      const value = readValue(pointer, text);
      if (value !== false || isYesNo(pointer)) setAt(tree, pointer, value);
    }
  }
  for (const name of lists) {
    const items = tree[name];
    if (typeof items === "object" && !Array.isArray(items)) Object.assign(tree, { [name]: Object.values(items) });
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
