/** The patients that the signed-in person opened last, newest first. In memory (PRV-2). */
import type { Patient } from "@pms/contracts/patients/patient";
import { useSyncExternalStore } from "react";

const keptMax = 10;
let recent: readonly Patient[] = [];
const listeners = new Set<() => void>();

function become(next: readonly Patient[]): void {
  recent = next;
  for (const listener of listeners) listener();
}

/** Opened now, or read anew while it is open. */
export function noteRecentPatient(patient: Patient): void {
  if (recent[0] === patient) return;
  become([patient, ...recent.filter(({ id }) => id !== patient.id)].slice(0, keptMax));
}

export const forgetRecentPatients = () => become([]);

export function useRecentPatients(): readonly Patient[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => recent,
  );
}
