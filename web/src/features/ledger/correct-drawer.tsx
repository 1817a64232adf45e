/** A mistake put right in one form: what was posted is reversed, and what is typed posted instead, both or neither. */
import { Button, Stack, Text } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { type Correction, postingQuestions } from "@pms/contracts/billing/postings";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useDraft } from "../../hooks/use-draft.ts";
import { useFormats } from "../../hooks/use-formats.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { questionsOf } from "../../lib/problem.ts";
import { staleAfterPosting } from "../../patient/ledger-queries.ts";
import { type CorrectionDraft, draftOf, type ReadCorrection, readCorrection } from "./correction-draft.ts";
import { CorrectionFields } from "./correction-fields.tsx";
import { PostingDrawer } from "./posting-drawer.tsx";

type Props = {
  transaction: LedgerTransaction;
  patient: Patient;
  account: Account;
  onDone: (posted: LedgerTransaction) => void;
  onClose: () => void;
};

/** The form of a transaction's correction. */
export const correctionOf = (transactionId: string) => `correction:${transactionId}`;

export function CorrectDrawer({ transaction, patient, account, onDone, onClose }: Props) {
  const name = correctionOf(transaction.id);
  const { draft = draftOf(transaction), keep, drop } = useDraft<CorrectionDraft>(name);
  const { money, date, reading } = useFormats();
  const [tried, setTried] = useState(false);
  const posting = usePost(
    name,
    (body: Correction, key) =>
      call("POST", "/api/billing/transactions/{id}/correction", { path: { id: transaction.id }, body, key }),
    staleAfterPosting(patient.id, account.id),
  );
  const read = readCorrection(draft, transaction, { account, reading });
  const asked = postingQuestions.filter((question) => questionsOf(posting.error).includes(question));
  async function correct() {
    setTried(true);
    const posted = await posting.post(withConfirmed(read.correction, asked));
    if (!posted) return;
    drop();
    onDone(posted.transaction);
  }
  return (
    <PostingDrawer
      title={t(
        "Correct {type, select, charge {charge} adjustment {adjustment} other {payment}} No. {number}",
        transaction,
      )}
      patient={patient}
      opened
      onClose={onClose}
      locked={posting.busy}
    >
      <Form label={t("Correct")} onSubmit={() => void correct()}>
        <Lockable locked={posting.locked} gap="md">
          <Text size="sm">
            {t(
              "{amount} of {date} is reversed, and this is posted instead: both or neither. All rows stay in the ledger.",
              { amount: money(transaction.amount), date: date(transaction.effectiveOn) },
            )}
          </Text>
          <CorrectionFields
            type={transaction.type}
            account={account}
            draft={draft}
            keep={keep}
            problems={tried ? read.problems : {}}
          />
        </Lockable>
        <Stack mt="lg">
          <PostProblem
            state={posting.state}
            error={posting.error}
            refused={t("Nothing was changed: the old posting stands as it was.")}
            onDiscard={posting.discard}
          />
          <Button type="submit" size="md" loading={posting.busy}>
            {posting.state === "unknown"
              ? checkAgain
              : asked.length > 0
                ? t("It is right: correct it all the same")
                : correctTo(read, money)}
          </Button>
        </Stack>
      </Form>
    </PostingDrawer>
  );
}

type Money = Account["balance"];

function correctTo({ correction }: ReadCorrection, money: (money: Money) => string): string {
  const amount = (correction?.charge ?? correction?.payment ?? correction?.adjustment)?.amount;
  return amount ? t("Correct to {amount}", { amount: money(amount) }) : t("Correct to this");
}

function withConfirmed(correction: Correction | undefined, confirm: (typeof postingQuestions)[number][]) {
  if (!correction || confirm.length === 0) return correction;
  const { charge, payment, adjustment } = correction;
  return {
    ...correction,
    ...(charge && { charge: { ...charge, confirm } }),
    ...(payment && { payment: { ...payment, confirm } }),
    ...(adjustment && { adjustment: { ...adjustment, confirm } }),
  };
}
