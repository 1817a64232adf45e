import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import type { Posting } from "../../hooks/use-post.ts";
import { decimalString } from "../../lib/money.ts";
import { Choice } from "../../patient/choice.tsx";
import classes from "../../patient/ledger.module.css";
import { methodWords, purposeWords } from "../../patient/ledger-words.ts";
import { ChangedBalance } from "./changed-balance.tsx";
import { type PaymentDraft, patientPartMinor, type ReadPayment } from "./payment-draft.ts";
import type { SeenAccount } from "./use-seen-account.ts";

type Props = {
  draft: PaymentDraft;
  keep: (draft: PaymentDraft) => void;
  read: ReadPayment;
  account: Account;
  seen: SeenAccount;
  posting: Posting;
  onTake: () => void;
};

const optional = <span className="optional"> (optional)</span>;

export function PaymentForm({ draft, keep, read, account, seen, posting, onTake }: Props) {
  const { money } = useFormats();
  const [tried, setTried] = useState(false);
  const inCurrency = (amountMinor: number) => money({ amountMinor, currency: account.currency });
  const method = draft.method && methodWords[draft.method].toLowerCase();
  const take =
    read.amountMinor !== undefined && method ? `Take ${inCurrency(read.amountMinor)} ${method}` : "Take payment";
  return (
    <Form
      label="Take payment"
      onSubmit={() => {
        setTried(true);
        if (posting.locked || (!read.receivedProblem && seen.confirm())) onTake();
      }}
    >
      <Lockable locked={posting.locked} gap="md">
        <ChangedBalance seen={seen} account={account} />
        <AmountField draft={draft} keep={keep} read={read} account={account} tried={tried} />
        <Choice
          id="payment-method"
          label="Method"
          words={methodWords}
          value={draft.method}
          required
          error={tried && !draft.method && "Choose how it is paid"}
          onChange={(chosen) => keep({ ...draft, method: chosen })}
        />
        {draft.method === "cash" && (
          <TextInput
            size="md"
            label={<>Cash received{optional}</>}
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
        <Group grow align="start">
          <TextInput
            label={<>Reference{optional}</>}
            description="Check number or slip, never a card number"
            maxLength={100}
            autoComplete="off"
            value={draft.reference ?? ""}
            onChange={(event) => keep({ ...draft, reference: event.currentTarget.value })}
          />
          <NativeSelect
            label="For"
            description="What the payment is for"
            data={[{ value: "", label: "The balance" }, ...purposeOptions]}
            value={draft.purpose ?? ""}
            onChange={(event) =>
              keep({ ...draft, purpose: event.currentTarget.value as PaymentDraft["purpose"] & string })
            }
          />
        </Group>
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
          {posting.state === "unknown" ? checkAgain : seen.before ? `${take} all the same` : take}
        </Button>
      </Stack>
    </Form>
  );
}

const purposeOptions = Object.entries(purposeWords).map(([value, label]) => ({ value, label }));

type AmountProps = Pick<Props, "draft" | "keep" | "read" | "account"> & { tried: boolean };

function AmountField({ draft, keep, read, account, tried }: AmountProps) {
  const { money, balance } = useFormats();
  const inCurrency = (amountMinor: number) => money({ amountMinor, currency: account.currency });
  const owed = patientPartMinor(account);
  const payerPart = account.payerBalance.amountMinor;
  const typed = draft.amount ?? "";
  return (
    <div>
      <Group justify="space-between" mb={8} gap="sm" wrap="nowrap">
        <Text size="sm">
          Balance <b className="tabular">{balance(account.balance)}</b>
          {payerPart > 0 && `, of which a payer is to pay ${inCurrency(payerPart)}`}
        </Text>
        {owed > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            style={{ flex: "none" }}
            onClick={() => keep({ ...draft, amount: decimalString(owed, account.currency) })}
          >
            {payerPart === 0 ? "Full balance" : `Patient’s part ${inCurrency(owed)}`}
          </Button>
        )}
      </Group>
      <TextInput
        className={classes.amountInput}
        size="md"
        label="Amount"
        inputMode="decimal"
        autoComplete="off"
        data-autofocus
        value={typed}
        error={(tried || /[^\d.,$\s]|,\d{1,2}$/.test(typed)) && read.amountProblem}
        onChange={(event) => keep({ ...draft, amount: event.currentTarget.value })}
      />
    </div>
  );
}
