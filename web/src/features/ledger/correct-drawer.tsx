/** A mistake put right in one form: what was posted is reversed, and what is typed posted instead, both or neither. */
import { Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
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
import { Choice } from "../../patient/choice.tsx";
import { staleAfterPosting } from "../../patient/ledger-queries.ts";
import { methodWords, purposeWords } from "../../patient/ledger-words.ts";
import { type CorrectionDraft, draftOf, type ReadCorrection, readCorrection } from "./correction-draft.ts";
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
      title={t("Correct {type, select, charge {charge} other {payment}} No. {number}", transaction)}
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
          <CorrectionFields type={transaction.type} draft={draft} keep={keep} problems={tried ? read.problems : {}} />
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
  const amount = correction?.charge?.amount ?? correction?.payment?.amount;
  return amount ? t("Correct to {amount}", { amount: money(amount) }) : t("Correct to this");
}

function withConfirmed(correction: Correction | undefined, confirm: (typeof postingQuestions)[number][]) {
  if (!correction || confirm.length === 0) return correction;
  const { charge, payment } = correction;
  return {
    ...correction,
    ...(charge && { charge: { ...charge, confirm } }),
    ...(payment && { payment: { ...payment, confirm } }),
  };
}

type FieldsProps = {
  type: LedgerTransaction["type"];
  draft: CorrectionDraft;
  keep: (draft: CorrectionDraft) => void;
  problems: ReadCorrection["problems"];
};

function CorrectionFields({ type, draft, keep, problems }: FieldsProps) {
  const field = (name: "reason" | "amount" | "date" | "code" | "description" | "reference") => ({
    autoComplete: "off",
    value: draft[name] ?? "",
    error: problems[name],
    onFocus: (event: { currentTarget: HTMLInputElement }) => event.currentTarget.select(),
    onChange: (event: { currentTarget: { value: string } }) => keep({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <>
      <TextInput label={t("What was wrong")} maxLength={500} data-autofocus {...field("reason")} />
      <TextInput label={t("Amount")} inputMode="decimal" {...field("amount")} />
      {type === "charge" ? (
        <>
          <TextInput label={t("Code")} maxLength={50} {...field("code")} />
          <TextInput label={t("Description")} maxLength={500} {...field("description")} />
          <TextInput label={t("Service date")} dir="auto" {...field("date")} />
        </>
      ) : (
        <>
          <Choice
            id="correct-method"
            label={t("Method")}
            words={methodWords}
            value={draft.method}
            required
            error={problems.method}
            onChange={(method) => keep({ ...draft, method })}
          />
          <TextInput label={t("Reference")} maxLength={100} {...field("reference")} />
          <NativeSelect
            label={t("For")}
            data={[
              { value: "", label: t("The balance") },
              ...Object.entries(purposeWords).map(([value, label]) => ({ value, label })),
            ]}
            value={draft.purpose ?? ""}
            onChange={(event) =>
              keep({ ...draft, purpose: event.currentTarget.value as NonNullable<CorrectionDraft["purpose"]> })
            }
          />
          <TextInput label={t("Received on")} dir="auto" {...field("date")} />
        </>
      )}
    </>
  );
}
