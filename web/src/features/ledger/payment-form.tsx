import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import type { Posting } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { decimalString } from "../../lib/money.ts";
import { Choice } from "../../patient/choice.tsx";
import { Optional } from "../../patient/field-label.tsx";
import classes from "../../patient/ledger.module.css";
import { methodWords, purposeWords } from "../../patient/ledger-words.ts";
import { BalanceNow } from "./balance-now.tsx";
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

export function PaymentForm({ draft, keep, read, account, seen, posting, onTake }: Props) {
  const { money } = useFormats();
  const [tried, setTried] = useState(false);
  const inCurrency = (amountMinor: number) => money({ amountMinor, currency: account.currency });
  const { amountMinor } = read;
  const take =
    amountMinor !== undefined && draft.method
      ? t("Take {amount} {method, select, cash {cash} card {card} check {check} echeck {e-check} other {transfer}}", {
          amount: inCurrency(amountMinor),
          method: draft.method,
        })
      : t("Take payment");
  return (
    <Form
      label={t("Take payment")}
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
          label={t("Method")}
          words={methodWords}
          value={draft.method}
          required
          error={tried && !draft.method && t("Choose how it is paid")}
          onChange={(chosen) => keep({ ...draft, method: chosen })}
        />
        {draft.method === "cash" && (
          <TextInput
            size="md"
            label={
              <>
                {t("Cash received")}
                <Optional />
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
            <span>{t("Change due")}</span> <b className="tabular">{inCurrency(read.changeMinor)}</b>
          </div>
        )}
        <Group grow align="start">
          <TextInput
            label={
              <>
                {t("Reference")}
                <Optional />
              </>
            }
            description={t("Check number or slip, never a card number")}
            maxLength={100}
            autoComplete="off"
            value={draft.reference ?? ""}
            onChange={(event) => keep({ ...draft, reference: event.currentTarget.value })}
          />
          <NativeSelect
            label={t("For")}
            description={t("What the payment is for")}
            data={[{ value: "", label: t("The balance") }, ...purposeOptions]}
            value={draft.purpose ?? ""}
            onChange={(event) =>
              keep({ ...draft, purpose: event.currentTarget.value as PaymentDraft["purpose"] & string })
            }
          />
        </Group>
        {read.creditMinor > 0 && (
          <Text role="status">{t("{amount} stays in credit.", { amount: inCurrency(read.creditMinor) })}</Text>
        )}
      </Lockable>
      <Stack mt="lg">
        <PostProblem
          state={posting.state}
          error={posting.error}
          refused={t("Nothing was posted.")}
          onDiscard={posting.discard}
        />
        <Button type="submit" size="md" loading={posting.busy}>
          {posting.state === "unknown" ? checkAgain : seen.before ? t("{act} all the same", { act: take }) : take}
        </Button>
      </Stack>
    </Form>
  );
}

const purposeOptions = Object.entries(purposeWords).map(([value, label]) => ({ value, label }));

type AmountProps = Pick<Props, "draft" | "keep" | "read" | "account"> & { tried: boolean };

function AmountField({ draft, keep, read, account, tried }: AmountProps) {
  const { money } = useFormats();
  const inCurrency = (amountMinor: number) => money({ amountMinor, currency: account.currency });
  const owed = patientPartMinor(account);
  const payerPart = account.payerBalance.amountMinor;
  const typed = draft.amount ?? "";
  return (
    <div>
      <Group justify="space-between" mb={8} gap="sm" wrap="nowrap">
        <BalanceNow account={account} />
        {owed > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            style={{ flex: "none" }}
            onClick={() => keep({ ...draft, amount: decimalString(owed, account.currency) })}
          >
            {payerPart === 0 ? t("Full balance") : t("Patient’s part {amount}", { amount: inCurrency(owed) })}
          </Button>
        )}
      </Group>
      <TextInput
        className={classes.amountInput}
        size="md"
        label={t("Amount")}
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
