/** A mistake is answered by its opposite, with a reason; both stay in the ledger. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import type { LedgerTransaction, Reversal } from "@pms/contracts/billing";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../../app/use-formats.ts";
import { usePost } from "../../app/use-post.ts";
import { Form } from "../../components/form.tsx";
import { PostProblem } from "../../components/post-problem.tsx";
import { call } from "../../lib/api.ts";
import { accountChanged } from "./queries.ts";
import { typeWords } from "./words.ts";

type Props = { transaction: LedgerTransaction; patientId: string; onClose: () => void };

export function ReverseDialog({ transaction, patientId, onClose }: Props) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const posting = usePost(`reversal:${transaction.id}`, (body: Reversal, key) =>
    call("POST", "/api/billing/transactions/{id}/reversal", { path: { id: transaction.id }, body, key }),
  );
  const client = useQueryClient();
  const { money, date } = useFormats();
  async function reverse() {
    setTried(true);
    const body = { reason: reason.trim() };
    if (!body.reason || !(await posting.post(body))) return;
    accountChanged(client, patientId, transaction.accountId);
    onClose();
  }
  return (
    <Modal
      opened
      onClose={() => !posting.busy && onClose()}
      title="Reverse this posting?"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form label="Reverse" onSubmit={() => void reverse()}>
        <Stack>
          <Text>
            {typeWords[transaction.type]} of {money(transaction.amount)}, effective {date(transaction.effectiveOn)}.
            Both rows stay in the ledger.
          </Text>
          <TextInput
            size="md"
            label="Reason"
            maxLength={500}
            data-autofocus
            value={reason}
            error={tried && !reason.trim() && "Enter the reason"}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <PostProblem state={posting.state} error={posting.error} refused="Nothing was reversed." />
          <Group>
            <Button type="submit" loading={posting.busy}>
              Reverse {money(transaction.amount)}
            </Button>
            <Button variant="default" onClick={onClose} disabled={posting.busy}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  );
}
