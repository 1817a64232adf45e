/** What a new version changes, as JSON pointers: names of fields, never values. */
import { isDeepStrictEqual } from "node:util";
import type { PatientRecord } from "./patient-record.ts";

export function changedFields(before: PatientRecord, after: PatientRecord): string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  const changed: string[] = [];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    if (name === "address") changed.push(...changedLines(before.address ?? {}, after.address ?? {}));
    else if (!isDeepStrictEqual(old.get(name), now.get(name))) changed.push(`/${name}`);
  }
  return changed.sort();
}

function changedLines(before: object, after: object): string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => `/address/${name}`);
}
