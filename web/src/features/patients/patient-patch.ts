/** What an edit changed, as a JSON merge patch: only changed fields travel, so that others' changes are kept. */
import type { Address, PatientPatch, PatientWrite } from "@pms/contracts/patients";
import { type FormValues, type Reading, toPatientWrite } from "./form-values.ts";

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

export type Conflict = { pointer: string; yours: string; theirs: string };

/** Fields that both sides changed since `base`, and to different things. */
export function conflictsOf(base: FormValues, yours: FormValues, theirs: FormValues): Conflict[] {
  const pointers = new Set([...Object.keys(base), ...Object.keys(yours), ...Object.keys(theirs)]);
  const at = (values: FormValues, pointer: string) => (values[pointer] ?? "").trim();
  return [...pointers]
    .filter((pointer) => {
      const [was, mine, other] = [at(base, pointer), at(yours, pointer), at(theirs, pointer)];
      return mine !== was && other !== was && mine !== other;
    })
    .map((pointer) => ({ pointer, yours: at(yours, pointer), theirs: at(theirs, pointer) }));
}

/** Their record with what only you changed, and your choice wherever both changed. */
export function mergeForms(base: FormValues, yours: FormValues, theirs: FormValues, keepTheirs: ReadonlySet<string>) {
  const merged: Record<string, string> = { ...theirs };
  for (const pointer of new Set([...Object.keys(base), ...Object.keys(yours)])) {
    if ((yours[pointer] ?? "") !== (base[pointer] ?? "") && !keepTheirs.has(pointer)) {
      merged[pointer] = yours[pointer] ?? "";
    }
  }
  return merged;
}
