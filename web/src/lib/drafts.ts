/** What was typed and not yet sent: kept in memory across pages, never in the browser's storage (PRV-2). */

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

/** On log-out, and when somebody else signs in. */
export function dropAllDrafts(): void {
  drafts.clear();
  changed();
}
