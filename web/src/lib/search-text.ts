/** What is in the one search box. In memory: it names patients (PRV-2). */
import { searchPattern } from "@pms/contracts/text/patterns";
import { trimText } from "@pms/contracts/text/text";
import { useSyncExternalStore } from "react";

let text = "";
/** The text whose first row is to be marked once its rows are there. */
let toMark: string | undefined;
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Another text drops the wish to have a row of the one before marked. */
export function setSearchText(next: string): void {
  if (next !== text) toMark = undefined;
  text = next;
  changed();
}

export function useSearchText(): string {
  return useSyncExternalStore(subscribe, () => text);
}

/** Wants the first row of what is typed now marked, as soon as it has been searched for. */
export function askToMark(): void {
  toMark = trimText(text);
  changed();
}

export function dropMark(): void {
  toMark = undefined;
}

export function useToMark(): string | undefined {
  return useSyncExternalStore(subscribe, () => toMark);
}

/** Whether this is enough to search for. */
export function isSearch(typed: string): boolean {
  return new RegExp(searchPattern, "u").test(trimText(typed));
}
