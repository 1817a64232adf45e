/**
 * Taking a payment. The amount is posted; cash received and change due are arithmetic for the
 * counter only.
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
import { call } from "../../lib/api.ts";
import { staleAfterPosting } from "../../patient/ledger-queries.ts";
import { type PaymentDraft, readPayment } from "./payment-draft.ts";
import { PaymentForm } from "./payment-form.tsx";
import { PostingDrawer } from "./posting-drawer.tsx";
import { Receipt } from "./receipt.tsx";

type Props = { opened: boolean; onClose: () => void; patient: Patient; account: Account };
/** The form of an account’s payments. */
export const paymentOf = (accountId: string) => `payment:${accountId}`;

export type Taken = { transaction: LedgerTransaction; changeMinor: number };

export function PaymentDrawer({ opened, onClose, patient, account }: Props) {
  const name = paymentOf(account.id);
  const { draft = {}, keep, drop } = useDraft<PaymentDraft>(name);
  const posting = usePost(
    name,
    (body: Payment, key) =>
      call("POST", "/api/billing/accounts/{id}/payments", { path: { id: account.id }, body, key }),
    staleAfterPosting(patient.id, account.id),
  );
  const [taken, setTaken] = useState<Taken>();
  const handReceipt = useHandover(`receipt:${account.id}`, setTaken);
  const { reading } = useFormats();
  const read = readPayment(draft, account, reading.today);

  async function take() {
    const transaction = await posting.post(read.payment);
    if (!transaction) return;
    handReceipt({ transaction, changeMinor: read.changeMinor ?? 0 });
    drop();
  }
  function close() {
    setTaken(undefined);
    onClose();
  }
  return (
    <PostingDrawer
      title={taken ? "Receipt" : "Take payment"}
      patient={patient}
      opened={opened}
      onClose={close}
      locked={posting.busy}
    >
      {taken ? (
        <Receipt taken={taken} patient={patient} onDone={close} />
      ) : (
        <PaymentForm
          draft={draft}
          keep={keep}
          read={read}
          account={account}
          posting={posting}
          onTake={() => void take()}
        />
      )}
    </PostingDrawer>
  );
}
