/** Who was registered after the page was left; apart, since it is told on every page. */
import type { Patient } from "@pms/contracts/patients/patient";
import { useDraft } from "../../hooks/use-draft.ts";
import { keepDraft } from "../../lib/drafts.ts";

const lateName = "registered-late";

/** Registered after the page was left: told wherever its clerk is by now. */
export const keepLateRegistration = (patient: Patient) => keepDraft(lateName, { patient });

export function useLateRegistration() {
  const { draft, drop } = useDraft<{ patient: Patient }>(lateName);
  return { patient: draft?.patient, drop };
}
