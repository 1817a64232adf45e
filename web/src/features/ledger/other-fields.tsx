import { NativeSelect, Text, TextInput } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { useFormats } from "../../hooks/use-formats.ts";
import { Choice } from "../../patient/choice.tsx";
import {
  adjustmentReasons,
  directionWords,
  methodWords,
  refundReasons,
  responsibilityWords,
} from "../../patient/ledger-words.ts";
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
  const { money, balance } = useFormats();
  const text = (name: "amount" | "otherReason" | "note") => ({
    autoComplete: "off",
    value: draft[name] ?? "",
    error: problems[name],
    onChange: (event: { currentTarget: { value: string } }) => keep({ ...draft, [name]: event.currentTarget.value }),
  });
  const payerPart = account.payerBalance;
  return (
    <>
      <Text size="sm">
        Balance <b className="tabular">{balance(account.balance)}</b>
        {payerPart.amountMinor !== 0 && `, of which a payer is to pay ${money(payerPart)}`}
      </Text>
      <TextInput label="Amount" inputMode="decimal" data-autofocus {...text("amount")} />
      {kind !== "refund" && (
        <Choice
          id="other-direction"
          label="Which way"
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
          label="Method"
          words={methodWords}
          value={draft.method}
          required
          error={problems.method}
          onChange={(method) => keep({ ...draft, method })}
        />
      )}
      <Reason kind={kind} draft={draft} keep={keep} problems={problems} />
      {draft.reason === anotherReason && <TextInput label="Reason code" maxLength={50} {...text("otherReason")} />}
      {kind !== "transfer" && (
        <Choice
          id="other-part"
          label={kind === "refund" ? "Given back to" : "Whose part of the balance"}
          words={responsibilityWords as { patient: string; payer: string }}
          value={draft.responsibility ?? "patient"}
          onChange={(responsibility) => keep({ ...draft, responsibility })}
        />
      )}
      <TextInput
        label={
          <>
            Note <span className="optional">(optional)</span>
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
      label={<>Reason{kind === "transfer" && <span className="optional"> (optional)</span>}</>}
      error={problems.reason}
      data={[
        { value: "", label: kind === "transfer" ? "None" : "Choose a reason" },
        ...Object.entries(common).map(([value, label]) => ({ value, label })),
        { value: anotherReason, label: "Another, as a code" },
      ]}
      value={draft.reason ?? ""}
      onChange={(event) => keep({ ...draft, reason: event.currentTarget.value })}
    />
  );
}
