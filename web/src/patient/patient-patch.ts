/**
 * What an edit changed, as a JSON merge patch: only changed fields travel, so that others' changes
 * are kept.
 */
import type { Address } from "@pms/contracts/patients/known-as";
import type { PatientPatch, PatientWrite } from "@pms/contracts/patients/record";
import { trimText } from "@pms/contracts/text/text";
import { t } from "../i18n/i18n.ts";
import { type FormValues, lists, type Reading, rowCount, toPatientWrite } from "./form-values.ts";
import { fieldOf, listWords } from "./patient-fields.ts";
import { wordOf } from "./shown-value.ts";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function patchAddress(before: Address = {}, after: Address = {}) {
  const names = ["street", "city", "state", "zipCode", "country"] as const;
  const changed = names.filter((name) => before[name] !== after[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
}

/** The patch between two forms of one record; undefined when nothing changed. */
export function toPatch(before: FormValues, after: FormValues, reading: Reading): PatientPatch | undefined {
  const [old, now] = [toPatientWrite(before, reading), toPatientWrite(after, reading)];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]) as Set<keyof PatientWrite>;
  const patch: Record<string, unknown> = {};
  for (const name of names) {
    if (same(old[name], now[name])) continue;
    patch[name] = name === "address" ? patchAddress(old.address, now.address) : (now[name] ?? null);
  }
  return Object.keys(patch).length === 0 ? undefined : (patch as PatientPatch);
}

/**
 * What is yours or theirs as one: a field, or a whole list, of which rows can move and so be told
 * apart by no index.
 */
function unitOf(pointer: string): string {
  const list = lists.find((name) => pointer.startsWith(`/${name}/`));
  return list ? `/${list}` : pointer;
}

const fieldOrder = Object.values(listWords).flatMap(({ item }) => item.map(({ pointer }) => pointer));
const placeOf = (name: string) => fieldOrder.indexOf(name) + 1 || fieldOrder.length + 1;

/**
 * The filled fields of each row, in the order of the form: `[["name", "Luis Ruiz"],
 * ["relationship", "Son"]]`.
 */
function rowsOf(values: FormValues, list: string): [name: string, text: string][][] {
  return Array.from({ length: rowCount(values, list) }, (_, index) => {
    const prefix = `/${list}/${index}/`;
    return Object.entries(values)
      .filter(([pointer, text]) => pointer.startsWith(prefix) && trimText(text) !== "")
      .map(([pointer, text]): [string, string] => [pointer.slice(prefix.length), trimText(text)])
      .toSorted(([a], [b]) => placeOf(a) - placeOf(b) || a.localeCompare(b));
  }).filter((row) => row.length > 0);
}

/** `Luis Ruiz, Son, guarantor; Ana Ruiz, Sister` */
function describeRows(values: FormValues, list: string): string {
  const describe = ([name, text]: [string, string]) => {
    const field = fieldOf(`/${list}/0/${name}`);
    if (name === "guarantor") return t("guarantor");
    if (name === "rank") return t("rank {rank}", { rank: text });
    return field?.kind === "checkbox" ? field.label.toLowerCase() : wordOf(field, text);
  };
  return rowsOf(values, list)
    .map((row) => row.map(describe).join(", "))
    .join("; ");
}

const listOf = (unit: string) => lists.find((name) => unit === `/${name}`);
const textAt = (values: FormValues, pointer: string) => trimText(values[pointer] ?? "");

function describeUnit(values: FormValues, unit: string): string {
  const list = listOf(unit);
  return list ? describeRows(values, list) : wordOf(fieldOf(unit), textAt(values, unit));
}

function differ(a: FormValues, b: FormValues, unit: string): boolean {
  const list = listOf(unit);
  return list ? !same(rowsOf(a, list), rowsOf(b, list)) : textAt(a, unit) !== textAt(b, unit);
}

const unitsOf = (...forms: readonly FormValues[]) => [
  ...new Set(forms.flatMap((form) => Object.keys(form).map(unitOf))),
];

export type Conflict = { pointer: string; yours: string; theirs: string };

/** Fields and lists that both sides changed since `base`, and to different things. */
export function conflictsOf(base: FormValues, yours: FormValues, theirs: FormValues): Conflict[] {
  return unitsOf(base, yours, theirs).flatMap((pointer) => {
    const both = differ(base, yours, pointer) && differ(base, theirs, pointer) && differ(yours, theirs, pointer);
    return both ? [{ pointer, yours: describeUnit(yours, pointer), theirs: describeUnit(theirs, pointer) }] : [];
  });
}

/**
 * Their record with what only you changed, and your choice wherever both changed: of a list all
 * rows, or none.
 */
export function mergeForms(base: FormValues, yours: FormValues, theirs: FormValues, keepTheirs: ReadonlySet<string>) {
  const mine = new Set(unitsOf(base, yours).filter((unit) => differ(base, yours, unit) && !keepTheirs.has(unit)));
  const partOf = (values: FormValues, isMine: boolean) =>
    Object.entries(values).filter(([pointer]) => mine.has(unitOf(pointer)) === isMine);
  return Object.fromEntries([...partOf(theirs, false), ...partOf(yours, true)]);
}
