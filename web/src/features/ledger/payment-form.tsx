import { Button, Chip, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import type { Posting } from "../../hooks/use-post.ts";
import { decimalString } from "../../lib/money.ts";
import classes from "../../patient/ledger.module.css";
import { methodWords } from "../../patient/ledger-words.ts";
import { type PaymentDraft, patientPartMinor, type ReadPayment } from "./payment-draft.ts";

type Props = {
  draft: PaymentDraft;
  keep: (draft: PaymentDraft) => void;
  read: ReadPayment;
  account: Account;
  posting: Posting;
  onTake: () => void;
};

export function PaymentForm({ draft, keep, read, account, posting, onTake }: Props) {
  const { money, balance } = useFormats();
  const [tried, setTried] = useState(false);
  const inCurrency = (amountMinor: number) => money({ amountMinor, currency: account.currency });
  const owed = patientPartMinor(account);
  const payerPart = account.payerBalance.amountMinor;
  const method = draft.method && methodWords[draft.method].toLowerCase();
  return (
    <Form
      label="Take payment"
      onSubmit={() => {
        setTried(true);
        if (!read.receivedProblem) onTake();
      }}
    >
      <Lockable locked={posting.locked}>
        <div>
          <TextInput
            className={classes.amountInput}
            size="md"
            label="Amount"
            description={`Balance ${balance(account.balance)}${payerPart > 0 ? `, of which a payer is to pay ${inCurrency(payerPart)}` : ""}`}
            inputMode="decimal"
            autoComplete="off"
            data-autofocus
            value={draft.amount ?? ""}
            error={(tried || /[^\d.,$\s]|,\d{1,2}$/.test(draft.amount ?? "")) && read.amountProblem}
            onChange={(event) => keep({ ...draft, amount: event.currentTarget.value })}
          />
          {owed > 0 && (
            <Button
              mt="sm"
              size="xs"
              variant="default"
              onClick={() => keep({ ...draft, amount: decimalString(owed, account.currency) })}
            >
              {payerPart === 0 ? "Full balance" : "Patient’s part"} {inCurrency(owed)}
            </Button>
          )}
        </div>
        <Input.Wrapper
          size="md"
          label="Method"
          labelElement="div"
          error={tried && !draft.method && "Choose how it is paid"}
        >
          <Chip.Group
            value={draft.method ?? ""}
            onChange={(value) => keep({ ...draft, method: value as keyof typeof methodWords })}
          >
            <Group gap="sm" mt={4} role="radiogroup" aria-label="Method">
              {Object.entries(methodWords).map(([value, word]) => (
                <Chip key={value} value={value} size="md" variant="outline">
                  {word}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
        {draft.method === "cash" && (
          <TextInput
            size="md"
            label={
              <>
                Cash received <span className="optional">(optional)</span>
              </>
            }
            inputMode="decimal"
            autoComplete="off"
            value={draft.received ?? ""}
            error={tried && read.receivedProblem}
            onChange={(event) => keep({ ...draft, received: event.currentTarget.value })}
          />
        )}
        {read.changeMinor !== undefined && (
          <div className={classes.change} role="status">
            <span>Change due</span> <b className="tabular">{inCurrency(read.changeMinor)}</b>
          </div>
        )}
        <TextInput
          size="md"
          label={
            <>
              Reference <span className="optional">(optional)</span>
            </>
          }
          description="Check number, terminal slip. Never a card number."
          maxLength={100}
          autoComplete="off"
          value={draft.reference ?? ""}
          onChange={(event) => keep({ ...draft, reference: event.currentTarget.value })}
        />
        {read.creditMinor > 0 && <Text role="status">{inCurrency(read.creditMinor)} stays in credit.</Text>}
      </Lockable>
      <Stack mt="lg">
        <PostProblem
          state={posting.state}
          error={posting.error}
          refused="Nothing was posted."
          onDiscard={posting.discard}
        />
        <Button type="submit" size="md" loading={posting.busy}>
          {posting.state === "unknown"
            ? checkAgain
            : read.amountMinor !== undefined && method
              ? `Take ${inCurrency(read.amountMinor)} ${method}`
              : "Take payment"}
        </Button>
      </Stack>
    </Form>
  );
}
