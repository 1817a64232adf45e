import { NativeSelect, TextInput } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { t } from "../../i18n/i18n.ts";
import { Choice } from "../../patient/choice.tsx";
import { Optional } from "../../patient/field-label.tsx";
import {
  adjustmentReasons,
  directionWords,
  methodWords,
  refundReasons,
  responsibilityWords,
} from "../../patient/ledger-words.ts";
import { BalanceNow } from "./balance-now.tsx";
import { anotherReason, type OtherDraft, type OtherKind, type OtherProblems } from "./other-draft.ts";

type Props = {
  kind: OtherKind;
  account: Account;
  draft: OtherDraft;
  keep: (draft: OtherDraft) => void;
  problems: OtherProblems;
};

const only = (...names: string[]) => Object.fromEntries(names.map((name) => [name, directionWords[name] ?? name]));
const directions = {
  adjustment: only("credit", "debit"),
  transfer: only("to-patient", "to-payer", "between-payers"),
};

export function OtherFields({ kind, account, draft, keep, problems }: Props) {
  const text = (name: "amount" | "otherReason" | "note") => ({
    autoComplete: "off",
    value: draft[name] ?? "",
    error: problems[name],
    onChange: (event: { currentTarget: { value: string } }) => keep({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <>
      <BalanceNow account={account} />
      <TextInput label={t("Amount")} inputMode="decimal" data-autofocus {...text("amount")} />
      {kind !== "refund" && (
        <Choice
          id="other-direction"
          label={t("Which way")}
          words={directions[kind]}
          value={draft.direction}
          required
          error={problems.direction}
          onChange={(direction) => keep({ ...draft, direction })}
        />
      )}
      {kind === "refund" && (
        <Choice
          id="other-method"
          label={t("Method")}
          words={methodWords}
          value={draft.method}
          required
          error={problems.method}
          onChange={(method) => keep({ ...draft, method })}
        />
      )}
      <Reason kind={kind} draft={draft} keep={keep} problems={problems} />
      {draft.reason === anotherReason && <TextInput label={t("Reason code")} maxLength={50} {...text("otherReason")} />}
      {kind !== "transfer" && (
        <Choice
          id="other-part"
          label={kind === "refund" ? t("Given back to") : t("Whose part of the balance")}
          words={responsibilityWords as { patient: string; payer: string }}
          value={draft.responsibility ?? "patient"}
          onChange={(responsibility) => keep({ ...draft, responsibility })}
        />
      )}
      <TextInput
        label={
          <>
            {t("Note")}
            <Optional />
          </>
        }
        maxLength={500}
        {...text("note")}
      />
    </>
  );
}

function Reason({ kind, draft, keep, problems }: Omit<Props, "account">) {
  const common: Readonly<Record<string, string>> =
    kind === "adjustment" ? adjustmentReasons : kind === "refund" ? refundReasons : {};
  return (
    <NativeSelect
      label={
        <>
          {t("Reason")}
          {kind === "transfer" && <Optional />}
        </>
      }
      error={problems.reason}
      data={[
        { value: "", label: kind === "transfer" ? t("None") : t("Choose a reason") },
        ...Object.entries(common).map(([value, label]) => ({ value, label })),
        { value: anotherReason, label: t("Another, as a code") },
      ]}
      value={draft.reason ?? ""}
      onChange={(event) => keep({ ...draft, reason: event.currentTarget.value })}
    />
  );
}
