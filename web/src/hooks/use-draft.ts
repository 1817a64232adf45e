import { useCallback, useSyncExternalStore } from "react";
import { dropDraft, findDraft, keepDraft, subscribeToDrafts } from "../lib/drafts.ts";

/**
 * What was typed under a name, here or on an earlier visit to the page; `undefined` when nothing is
 * open.
 */
export function useDraft<Draft>(name: string) {
  const draft = useSyncExternalStore(subscribeToDrafts, () => findDraft<Draft>(name));
  const keep = useCallback((next: Draft) => keepDraft(name, next), [name]);
  const drop = useCallback(() => dropDraft(name), [name]);
  return { draft, keep, drop };
}
