/**
 * Taking a payment. The amount is posted; the cash received is kept beside it, and what is above the
 * amount is handed back.
 */
import type { Account } from "@pms/contracts/billing/accounts";
import type { Payment } from "@pms/contracts/billing/postings";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useState } from "react";
import { useDraft } from "../../hooks/use-draft.ts";
import { useFormats } from "../../hooks/use-formats.ts";
import { useHandover } from "../../hooks/use-handover.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { staleAfterPosting } from "../../patient/ledger-queries.ts";
import { type PaymentDraft, readPayment } from "./payment-draft.ts";
import { PaymentForm } from "./payment-form.tsx";
import { PostingDrawer } from "./posting-drawer.tsx";
import { Receipt } from "./receipt.tsx";
import { useSeenAccount } from "./use-seen-account.ts";

type Props = { opened: boolean; onClose: (posted?: LedgerTransaction) => void; patient: Patient; account: Account };
/** The form of an account’s payments. */
export const paymentOf = (accountId: string) => `payment:${accountId}`;

export function PaymentDrawer({ opened, onClose, patient, account }: Props) {
  const name = paymentOf(account.id);
  const { draft = {}, keep, drop } = useDraft<PaymentDraft>(name);
  const posting = usePost(
    name,
    (body: Payment, key) =>
      call("POST", "/api/billing/accounts/{id}/payments", { path: { id: account.id }, body, key }),
    staleAfterPosting(patient.id, account.id),
  );
  const [taken, setTaken] = useState<LedgerTransaction>();
  const handReceipt = useHandover(`receipt:${account.id}`, setTaken);
  const { reading } = useFormats();
  const read = readPayment(draft, account, reading.today);
  const seen = useSeenAccount(account, opened && !taken, posting.error);

  async function take() {
    const transaction = await posting.post(read.payment && { ...read.payment, accountVersion: account.version });
    if (!transaction) return;
    handReceipt(transaction);
    drop();
  }
  function close() {
    setTaken(undefined);
    onClose(taken);
  }
  return (
    <PostingDrawer
      title={taken ? t("Receipt") : t("Take payment")}
      patient={patient}
      opened={opened}
      onClose={close}
      locked={posting.busy}
    >
      {taken ? (
        <Receipt transaction={taken} patient={patient} isNew onDone={close} />
      ) : (
        <PaymentForm
          draft={draft}
          keep={keep}
          read={read}
          account={account}
          seen={seen}
          posting={posting}
          onTake={() => void take()}
        />
      )}
    </PostingDrawer>
  );
}
