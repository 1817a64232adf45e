/** The one registration under way. It outlives page changes, not the log-in. */
import { useDraft } from "../../hooks/use-draft.ts";
import { useFormats } from "../../hooks/use-formats.ts";
import { findDraft, keepDraft } from "../../lib/drafts.ts";
import type { FormValues } from "../../patient/form-values.ts";
import { searchedValues } from "./searched-values.ts";

const name = "register";

export function useRegistrationDraft() {
  const { draft, keep, drop } = useDraft<FormValues>(name);
  return { values: draft ?? {}, keep, drop };
}

function isUnderWay(draft: FormValues | undefined): boolean {
  return Object.values(draft ?? {}).some(Boolean);
}

/** Whether one was begun and left: it goes on, whatever is searched for. */
export function useRegistrationUnderWay(): boolean {
  return isUnderWay(useRegistrationDraft().values);
}

/** Begins with what was searched for. */
export function useStartRegistration() {
  const { reading } = useFormats();
  return (searched: string) => {
    if (!isUnderWay(findDraft(name))) keepDraft(name, searchedValues(searched, reading));
  };
}
