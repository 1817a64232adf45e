/** What becomes of two records of one person, field by field, and the way back. Pure. */
import { isDeepStrictEqual } from "node:util";
import { type FieldChoices, type MergedField, mergedFields } from "@pms/contracts/patients/merging";
import type { PatientWrite } from "@pms/contracts/patients/record";
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
  const moves = {
    identifiers: without(merged.identifiers, survivor.identifiers, identifierKey),
    contacts: without(merged.contacts, survivor.contacts, asText),
    coverages: without(merged.coverages, survivor.coverages, asText),
  };
  if (moves.identifiers.length > 0) record.identifiers = [...(survivor.identifiers ?? []), ...moves.identifiers];
  if (moves.contacts.length > 0) record.contacts = [...(survivor.contacts ?? []), ...moves.contacts];
  if (moves.coverages.length > 0) record.coverages = [...(survivor.coverages ?? []), ...moves.coverages];
  return { record, fields, moves };
}

function compared(field: MergedField, survivor: unknown, merged: unknown, choice: Side | undefined): ComparedValue[] {
  if (choice !== undefined && (choice === "survivor" ? survivor : merged) === undefined)
    throw invalidField(`/fields/${field}`, "has no value on that side");
  if (merged === undefined || isDeepStrictEqual(survivor, merged)) return [];
  const both = survivor !== undefined;
  const values = { ...(both && { survivor }), merged };
  return [{ field, ...values, chosen: choice ?? (both ? "survivor" : "merged"), conflict: both }];
}

const asText = (value: object) => JSON.stringify(Object.entries(value).toSorted());

function without<Item>(
  items: readonly Item[] = [],
  known: readonly Item[] = [],
  keyOf: (item: Item) => string,
): Item[] {
  const keys = new Set(known.map(keyOf));
  return items.filter((item) => !keys.has(keyOf(item)));
}

export type UnmergedRecord = { record: PatientRecord; restored: string[]; kept: string[] };
type Key = keyof PatientRecord;
const lists = ["identifiers", "contacts", "coverages"] as const;

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
    if ((lists as readonly string[]).includes(name) || isDeepStrictEqual(before[name], after[name])) continue;
    if (isDeepStrictEqual(now[name], after[name])) {
      assign(record, name, before[name]);
      restored.push(name);
    } else kept.push(name);
  }
  const came = {
    identifiers: without(after.identifiers, before.identifiers, identifierKey),
    contacts: without(after.contacts, before.contacts, asText),
    coverages: without(after.coverages, before.coverages, asText),
  };
  const stay = {
    identifiers: without(now.identifiers, came.identifiers, identifierKey),
    contacts: without(now.contacts, came.contacts, asText),
    coverages: without(now.coverages, came.coverages, asText),
  };
  for (const name of lists) {
    if ((now[name]?.length ?? 0) !== stay[name].length) restored.push(name);
    assign(record, name, stay[name].length > 0 ? stay[name] : undefined);
  }
  return { record, restored: restored.toSorted(), kept: kept.toSorted() };
}

function assign(record: PatientRecord, name: Key, value: unknown): void {
  if (value === undefined) delete record[name];
  else Object.assign(record, { [name]: value });
}
