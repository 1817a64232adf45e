import type { Patient } from "@pms/contracts/patients/patient";
import { useDraft } from "../../hooks/use-draft.ts";
import { type FormValues, toForm } from "../../patient/form-values.ts";

/**
 * An edit under way: what the record was when it began, and what was typed since. Survives page
 * changes.
 */
export type Edit = { base: FormValues; version: number; values: FormValues; reason?: string };

export function useEditing(patient: Patient, section: string) {
  const { draft: edit, keep, drop } = useDraft<Edit>(`edit:${patient.id}:${section}`);
  function start() {
    if (edit) return;
    const base = toForm(patient);
    keep({ base, version: patient.version, values: base });
  }
  return { edit, keep, drop, start };
}
