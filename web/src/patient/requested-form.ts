/**
 * A form of the ledger that was asked for on another tab of the record: the ledger opens it once it
 * is there. What is typed until then goes into its first field.
 */
import { useHandover } from "../hooks/use-handover.ts";
import { t } from "../i18n/i18n.ts";
import { say } from "../lib/answers.ts";
import { dropDraft, keepDraft } from "../lib/drafts.ts";
import { holdKeys, releaseKeys } from "../lib/held-keys.ts";

export type RequestedForm = "charge" | "payment";
const labels: Record<RequestedForm, string> = { charge: t("Post charge"), payment: t("Take payment") };
const nameOf = (patientId: string) => `asked:${patientId}`;

export function requestForm(patientId: string, form: RequestedForm): void {
  keepDraft(nameOf(patientId), { value: form });
  holdKeys(labels[form], () => forgetRequestedForm(patientId));
}

export function forgetRequestedForm(patientId: string): void {
  dropDraft(nameOf(patientId));
  for (const label of Object.values(labels)) releaseKeys(label);
}

/** `open` answers whether the form opens at all: one that does not waits for no keys. */
export function useRequestedForm(patientId: string, open: (form: RequestedForm) => boolean): void {
  useHandover<RequestedForm>(nameOf(patientId), (form) => {
    if (open(form)) return;
    releaseKeys(labels[form]);
    say(t("Nothing can be posted: the record or its account is not active."), "warn");
  });
}
