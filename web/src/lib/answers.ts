/**
 * How the pages answer an act: a word that everybody sees or hears, the row it is about marked, and
 * a place for the focus.
 */
import { useSyncExternalStore } from "react";
import { rowOf } from "./row-focus.ts";

export type Answer = { id: number; words: string; tone: "ok" | "warn" | "danger" };

const shownMs = 8_000;
const markedMs = 4_000;
/** How long a row may take to be read anew and shown. */
const awaitRowMs = 5_000;
let answer: Answer | undefined;
let count = 0;
const listeners = new Set<() => void>();

function become(next: Answer | undefined): void {
  answer = next;
  for (const listener of listeners) listener();
}

/**
 * Says it beside the page until something else is said, or it has been there long enough to read.
 */
export function say(words: string, tone: Answer["tone"] = "ok"): void {
  count += 1;
  const id = count;
  become({ id, words, tone });
  if (tone !== "danger") setTimeout(() => answer?.id === id && become(undefined), shownMs);
}

export const unsay = () => become(undefined);

/**
 * Marks the row whose `data-row` this is as soon as it is there, and gives it the focus where
 * nothing else has it.
 */
export function markRow(id: string, until = Date.now() + awaitRowMs): void {
  const row = rowOf(id);
  if (!row) {
    if (Date.now() < until) setTimeout(() => markRow(id, until), 50);
    return;
  }
  const marked = row.closest("tr") ?? row;
  marked.setAttribute("data-marked", "");
  setTimeout(() => marked.removeAttribute("data-marked"), markedMs);
  if (document.activeElement === document.body || document.activeElement?.tagName === "H1") row.focus();
  row.scrollIntoView({ block: "nearest" });
}

export function useAnswer(): Answer | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => answer,
  );
}
