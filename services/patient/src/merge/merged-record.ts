/** What becomes of two records of one person, field by field, and the way back. Pure. */
import { isDeepStrictEqual } from "node:util";
import { type FieldChoices, type MergedField, mergedFields } from "@pms/contracts/patients/merging";
import type { Identifier, PatientWrite } from "@pms/contracts/patients/record";
import { identifierKey } from "@pms/contracts/text/identifiers";
import { invalidField } from "@pms/kit/problem/problem";
import type { PatientRecord } from "../record/patient-record.ts";

type Side = "survivor" | "merged";
export type ComparedValue = {
  field: MergedField;
  survivor?: unknown;
  merged?: unknown;
  chosen: Side;
  conflict: boolean;
};
type Key = keyof PatientRecord;
type Lists = Required<Pick<PatientWrite, "identifiers" | "contacts" | "coverages">>;
export type MergedRecord = { record: PatientRecord; fields: ComparedValue[]; moves: Lists };

/** As the schema of a record has it. */
export const listMax = 20;

/**
 * The survivor with everything that it lacks of the other, and of what both have the chosen.
 * @throws 400 where the chosen side has no value
 */
export function mergeRecords(survivor: PatientRecord, merged: PatientRecord, choices: FieldChoices): MergedRecord {
  const fields = mergedFields.flatMap((field) => compared(field, survivor[field], merged[field], choices[field]));
  const record: PatientRecord = { ...survivor };
  for (const { field, chosen } of fields) if (chosen === "merged") Object.assign(record, { [field]: merged[field] });
  const born = fields.find(({ field }) => field === "dateOfBirth");
  if (born?.chosen === "merged") assign(record, "dateOfBirthEstimated", merged.dateOfBirthEstimated);
  const isNamed = record.firstName !== undefined || record.lastName !== undefined;
  if (isNamed && record.dateOfBirth !== undefined) delete record.unidentified;
  addTheRest(record, merged);
  const moves = {
    identifiers: added(record, survivor, "identifiers"),
    contacts: added(record, survivor, "contacts"),
    coverages: added(record, survivor, "coverages"),
  };
  return { record, fields, moves };
}

const decidedApart: ReadonlySet<string> = new Set([
  ...mergedFields,
  ...["facilityId", "registeredOn", "unidentified", "dateOfBirthEstimated"],
]);

/** Lists get what they lack; of everything else the survivor keeps what it has. */
function addTheRest(record: PatientRecord, merged: PatientRecord): void {
  for (const [name, value] of Object.entries(merged)) {
    if (decidedApart.has(name)) continue;
    const known: unknown = record[name as Key];
    if (Array.isArray(value)) {
      const own: Item[] = Array.isArray(known) ? known : [];
      assign(record, name as Key, [...own, ...without(value as Item[], own, keyOf(name))]);
    } else if (known === undefined) assign(record, name as Key, value);
  }
}

function added<Name extends "identifiers" | "contacts" | "coverages">(
  record: PatientRecord,
  before: PatientRecord,
  name: Name,
) {
  const items = record[name] ?? [];
  return items.slice(before[name]?.length ?? 0) as Lists[Name];
}

function compared(field: MergedField, survivor: unknown, merged: unknown, choice: Side | undefined): ComparedValue[] {
  if (choice !== undefined && (choice === "survivor" ? survivor : merged) === undefined)
    throw invalidField(`/fields/${field}`, "has no value on that side");
  if (merged === undefined || isDeepStrictEqual(survivor, merged)) return [];
  const both = survivor !== undefined;
  const values = { ...(both && { survivor }), merged };
  return [{ field, ...values, chosen: choice ?? (both ? "survivor" : "merged"), conflict: both }];
}

type Item = object | string;
/** By which items of a list are one. */
const keyOf = (name: string): ((item: Item) => string) => (name === "identifiers" ? identifierKeyOf : asText);
const identifierKeyOf = (item: Item) => identifierKey(item as Identifier);
const asText = (value: Item) =>
  typeof value === "object" ? JSON.stringify(Object.entries(value).toSorted()) : String(value);

function without(items: readonly Item[] = [], known: readonly Item[] = [], keyOf: (item: Item) => string): Item[] {
  const keys = new Set(known.map(keyOf));
  return items.filter((item) => !keys.has(keyOf(item)));
}

export type UnmergedRecord = { record: PatientRecord; restored: string[]; kept: string[] };

/**
 * The survivor without what came from the other, as far as that still stands: what was changed
 * since stays. @param before and `after` the merge, `now` as it stands
 */
export function unmergeRecord(before: PatientRecord, after: PatientRecord, now: PatientRecord): UnmergedRecord {
  const record: PatientRecord = { ...now };
  const restored: string[] = [];
  const kept: string[] = [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<Key>;
  for (const name of names) {
    if (isDeepStrictEqual(before[name], after[name])) continue;
    if (Array.isArray(after[name])) {
      const [then, made, current] = [before, after, now].map((each) => (each[name] ?? []) as Item[]);
      const came = without(made ?? [], then ?? [], keyOf(name));
      const stay = without(current ?? [], came, keyOf(name));
      if (stay.length < (current?.length ?? 0)) restored.push(name);
      assign(record, name, stay.length > 0 ? stay : undefined);
    } else if (isDeepStrictEqual(now[name], after[name])) {
      assign(record, name, before[name]);
      restored.push(name);
    } else kept.push(name);
  }
  return { record, restored: restored.toSorted(), kept: kept.toSorted() };
}

function assign(record: PatientRecord, name: Key, value: unknown): void {
  if (value === undefined) delete record[name];
  else Object.assign(record, { [name]: value });
}
