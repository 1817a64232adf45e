/** What somebody is about to do before it is said for whom: the record that is opened next. */
import { useSyncExternalStore } from "react";

export type Errand = "payment" | "charge";

let errand: Errand | undefined;
const listeners = new Set<() => void>();

export function setErrand(next: Errand | undefined): void {
  errand = next;
  for (const listener of listeners) listener();
}

export function useErrand(): Errand | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => errand,
  );
}
