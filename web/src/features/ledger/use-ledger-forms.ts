import type { Account } from "@pms/contracts/billing/accounts";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useCallback, useState } from "react";
import { useDraft } from "../../hooks/use-draft.ts";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { attemptName } from "../../lib/post-reliably.ts";
import { typeWords } from "../../patient/ledger-words.ts";
import { useRequestedForm } from "../../patient/requested-form.ts";
import { useMay } from "../../session/session.ts";
import { chargeOf } from "./charge-drawer.tsx";
import { type RowAction, rowSelector } from "./ledger-row.tsx";
import type { OtherKind } from "./other-draft.ts";
import { paymentOf } from "./payment-drawer.tsx";

export type OpenForm =
  | { form: "charge" | "payment" | "statement" | OtherKind }
  | { form: RowAction; row: LedgerTransaction };
export type LedgerForms = ReturnType<typeof useLedgerForms>;

const useIsHeld = (form: string) => useDraft(attemptName(form)).draft !== undefined;

function focusSoon(selector: string): void {
  // The row of what was just posted comes with the next reading of the ledger.
  let tries = 0;
  const look = () => {
    const found = document.querySelector<HTMLElement>(selector);
    if (found) return found.focus();
    if (tries++ < 40) setTimeout(look, 50);
  };
  setTimeout(look);
}

/**
 * Which form of the ledger is open, who may open which, and where the focus goes when one is done.
 */
export function useLedgerForms(patient: Patient, account: Account) {
  const may = useMay();
  const { money } = useFormats();
  const [open, setOpen] = useState<OpenForm>();
  const [markedId, setMarkedId] = useState<string>();
  const isActive = account.status === "active" && patient.status === "active";
  const mayPost = may("billing:post") && isActive;
  // What was sent and is not settled can be checked even when nothing else may be posted any
  // longer.
  const allowed = {
    charge: useIsHeld(chargeOf(account.id)) || mayPost,
    payment: useIsHeld(paymentOf(account.id)) || mayPost,
    adjustment: may("billing:adjust") && isActive,
    refund: may("billing:refund") && isActive,
    transfer: mayPost,
  };
  useRequestedForm(patient.id, (form) => {
    if (mayPost) setOpen({ form });
    return mayPost;
  });
  /** Whatever closes a form: what it was opened from may be gone. */
  const close = useCallback((focusNext?: string) => {
    setOpen(undefined);
    if (focusNext) focusSoon(focusNext);
  }, []);
  /** Done: what was posted is said and marked, and has the focus. */
  function finish(posted: LedgerTransaction | undefined) {
    setOpen(undefined);
    if (!posted) return;
    say(t("Posted: {type} of {amount}.", { type: typeWords[posted.type], amount: money(posted.amount) }));
    setMarkedId(posted.id);
    focusSoon(rowSelector(posted.id));
  }
  return { open, setOpen, close, finish, markedId, allowed };
}
