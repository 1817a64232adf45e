/** The one registration under way. It outlives page changes, not the log-in. */
import { useDraft } from "../../app/use-draft.ts";
import { findDraft, keepDraft } from "../../lib/drafts.ts";
import type { FormValues } from "./form-values.ts";

const name = "register";

export function useRegistrationDraft() {
  const { draft, keep, drop } = useDraft<FormValues>(name);
  return { values: draft ?? {}, keep, drop };
}

/** Begins with what was searched for: `ruiz ana` becomes last and first name; digits are left out. */
export function useStartRegistration() {
  return (searched: string) => {
    if (findDraft(name)) return;
    const words = searched.split(/[\s,]+/).filter((word) => /^\p{L}/u.test(word));
    const [lastName = "", ...given] = words;
    keepDraft(name, { "/lastName": lastName, "/firstName": given.join(" ") });
  };
}
