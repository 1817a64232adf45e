/** What one version of a record says otherwise than another: field by field, of a list row by row, and in words. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { VersionDifference } from "@pms/contracts/patients/history";
import { nameOfField, wordsOfValue } from "./field-words.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Fields in the order of the record, those that are new last; an address by its lines. */
export function differencesOf(before: object, after: object): VersionDifference[] {
  return differingFields(before as Fields, after as Fields, "");
}

function differingFields(before: Fields, after: Fields, path: string): VersionDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [pointer, old, now] = [`${path}/${name}`, valueAt(before, name), valueAt(after, name)];
    if (isDeepStrictEqual(old, now)) return [];
    if (isRows(old ?? now) && isRows(now ?? old)) return differingRows(rowsOf(old), rowsOf(now), pointer);
    if (isFields(old ?? now) && isFields(now ?? old)) return differingFields(fieldsOf(old), fieldsOf(now), pointer);
    return [differenceOf(pointer, old, now)];
  });
}

/** Rows have no names: one that is in both is the same, whatever its place; if only places differ, that is told. */
function differingRows(before: readonly unknown[], after: readonly unknown[], pointer: string): VersionDifference[] {
  const removed = without(before, after);
  const added = without(after, before);
  const field = nameOfField(pointer);
  if (removed.length + added.length === 0)
    return [{ pointer, kind: "changed", before, after, words: `${field}: put in another order` }];
  const [gone, come] = [removed[0], added[0]];
  if (removed.length === 1 && added.length === 1) {
    const words = `${field}: changed from ${wordsOfValue(gone)} to ${wordsOfValue(come)}`;
    return [{ pointer, kind: "changed", before: gone, after: come, words }];
  }
  return [
    ...removed.map((row): VersionDifference => {
      return { pointer, kind: "removed", before: row, words: `${field}: removed ${wordsOfValue(row)}` };
    }),
    ...added.map((row): VersionDifference => {
      return { pointer, kind: "added", after: row, words: `${field}: added ${wordsOfValue(row)}` };
    }),
  ];
}

/** Of rows that are alike, as many as the others have fewer. */
function without(rows: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = [...others];
  return rows.filter((row) => {
    const place = left.findIndex((other) => isDeepStrictEqual(other, row));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

function differenceOf(pointer: string, before: unknown, after: unknown): VersionDifference {
  const field = nameOfField(pointer);
  if (before === undefined) return { pointer, kind: "added", after, words: `${field} set to ${wordsOfValue(after)}` };
  if (after === undefined)
    return { pointer, kind: "removed", before, words: `${field} removed, was ${wordsOfValue(before)}` };
  const words = `${field} changed from ${wordsOfValue(before)} to ${wordsOfValue(after)}`;
  return { pointer, kind: "changed", before, after, words };
}

const valueAt = (fields: Fields, name: string) => (Object.hasOwn(fields, name) ? fields[name] : undefined);
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isRows = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.every(isFields);
const rowsOf = (value: unknown) => (isRows(value) ? value : []);
const fieldsOf = (value: unknown) => (isFields(value) ? value : {});
