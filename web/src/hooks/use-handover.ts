import { useEffect } from "react";
import { findDraft } from "../lib/drafts.ts";
import { useDraft } from "./use-draft.ts";

/**
 * Hands what a page waited for to whichever mount of it is there to take it, once: the one that
 * asked may be gone by then, and the next one has something to tell.
 */
export function useHandover<Value>(name: string, take: (value: Value) => void): (value: Value) => void {
  const { draft, keep, drop } = useDraft<{ value: Value }>(name);
  useEffect(() => {
    if (!draft || findDraft(name) !== draft) return;
    drop();
    take(draft.value);
  });
  return (value) => keep({ value });
}
