/**
 * A form of the ledger that was asked for on another tab of the record: the ledger opens it once it
 * is there.
 */
import { useHandover } from "../hooks/use-handover.ts";
import { dropDraft, keepDraft } from "../lib/drafts.ts";

type Form = "charge" | "payment";
const nameOf = (patientId: string) => `asked:${patientId}`;

export const askForForm = (patientId: string, form: Form) => keepDraft(nameOf(patientId), { value: form });
export const forgetAskedForm = (patientId: string) => dropDraft(nameOf(patientId));

export function useAskedForm(patientId: string, open: (form: Form) => void): void {
  useHandover(nameOf(patientId), open);
}
