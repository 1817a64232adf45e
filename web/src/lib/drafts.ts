/**
 * What was typed and not yet sent: kept in memory across pages, never in the browser's storage
 * (PRV-2).
 */

const drafts = new Map<string, unknown>();
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

export function subscribeToDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A name always holds one shape; the caller that keeps it also reads it. */
export function findDraft<Draft>(name: string): Draft | undefined {
  return drafts.get(name) as Draft | undefined;
}

export function keepDraft(name: string, draft: unknown): void {
  drafts.set(name, draft);
  changed();
}

export function dropDraft(name: string): void {
  if (drafts.delete(name)) changed();
}

export function draftNames(): string[] {
  return [...drafts.keys()];
}

/** Texts by field, or an edit's beside those that it began with. */
function isTyped(draft: unknown): boolean {
  if (typeof draft !== "object" || draft === null) return false;
  if ("base" in draft && "values" in draft) return JSON.stringify(draft.base) !== JSON.stringify(draft.values);
  return Object.values(draft).some((value) => typeof value === "string" && value.trim() !== "");
}

/**
 * Whether something would be lost with the page: typed and not sent, or sent and not settled, for
 * its key would be gone.
 */
export function holdsSomething(): boolean {
  return [...drafts.values()].some(isTyped);
}

/** Asks before the page is closed or reloaded while something would be lost with it. */
export function guardDrafts(): void {
  addEventListener("beforeunload", (event) => {
    if (holdsSomething()) event.preventDefault();
  });
}

/** On log-out, and when somebody else signs in. */
export function dropAllDrafts(): void {
  drafts.clear();
  changed();
}
