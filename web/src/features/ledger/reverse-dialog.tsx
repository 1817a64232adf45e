/** A mistake is answered by its opposite, with a reason; both stay in the ledger. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import type { Reversal } from "@pms/contracts/billing/postings";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useState } from "react";
import { beneathHeader } from "../../components/beneath-header.ts";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import classes from "../../patient/ledger.module.css";
import { staleAfterPosting } from "../../patient/ledger-queries.ts";
import { typeWords } from "../../patient/ledger-words.ts";
import { Who } from "../../patient/who.tsx";

type Props = { transaction: LedgerTransaction; patient: Patient; onDone: () => void; onCancel: () => void };

/** The form of a transaction's reversal. */
export const reversalOf = (transactionId: string) => `reversal:${transactionId}`;

export function ReverseDialog({ transaction, patient, onDone, onCancel }: Props) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const posting = usePost(
    reversalOf(transaction.id),
    (body: Reversal, key) =>
      call("POST", "/api/billing/transactions/{id}/reversal", { path: { id: transaction.id }, body, key }),
    staleAfterPosting(patient.id, transaction.accountId),
  );
  const { money, date, reading } = useFormats();
  const shown = posting.sent?.reason ?? reason;
  async function reverse() {
    setTried(true);
    setReason(shown);
    const given = shown.trim();
    if (!(await posting.post(given ? { reason: given, effectiveOn: reading.today } : undefined))) return;
    say(t("Reversed: both rows stay in the ledger."));
    onDone();
  }
  return (
    <Modal
      opened
      onClose={() => !posting.busy && onCancel()}
      title={
        <>
          <b>{t("Reverse this posting?")}</b>
          <span className={classes.who}>
            <Who patient={patient} />
          </span>
        </>
      }
      styles={beneathHeader}
      overlayProps={{ backgroundOpacity: 0.2 }}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <Form label={t("Reverse")} onSubmit={() => void reverse()}>
        <Stack>
          <Text>
            {t("{type} of {amount}, effective {date}. Both rows stay in the ledger.", {
              type: typeWords[transaction.type],
              amount: money(transaction.amount),
              date: date(transaction.effectiveOn),
            })}
          </Text>
          <Lockable locked={posting.locked}>
            <TextInput
              size="md"
              label={t("Reason")}
              maxLength={500}
              data-autofocus
              value={shown}
              error={tried && !posting.locked && !reason.trim() && t("Enter the reason")}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </Lockable>
          <PostProblem
            state={posting.state}
            error={posting.error}
            refused={t("Nothing was reversed.")}
            onDiscard={() => {
              setReason(shown);
              posting.discard();
            }}
          />
          <Group>
            <Button type="submit" loading={posting.busy}>
              {posting.state === "unknown" ? checkAgain : t("Reverse {amount}", { amount: money(transaction.amount) })}
            </Button>
            <Button variant="default" onClick={onCancel} disabled={posting.busy}>
              {t("Cancel")}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  );
}
