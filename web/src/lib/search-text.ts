/** What is in the one search box. In memory: it names patients (PRV-2). */
import { searchPattern } from "@pms/contracts/text/patterns";
import { trimText } from "@pms/contracts/text/text";
import { useSyncExternalStore } from "react";

let text = "";
const listeners = new Set<() => void>();

export function setSearchText(next: string): void {
  text = next;
  for (const listener of listeners) listener();
}

export function useSearchText(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => text,
  );
}

/** Whether this is enough to search for. */
export function isSearch(typed: string): boolean {
  return new RegExp(searchPattern, "u").test(trimText(typed));
}
