/** What was wrong, and what is posted instead: the fields of its type, as they were posted. */
import { NativeSelect, TextInput } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { t } from "../../i18n/i18n.ts";
import { Choice } from "../../patient/choice.tsx";
import { Optional } from "../../patient/field-label.tsx";
import { methodWords, purposeWords } from "../../patient/ledger-words.ts";
import type { CorrectionDraft, CorrectionProblems } from "./correction-draft.ts";
import { OtherFields } from "./other-fields.tsx";

type Props = {
  type: LedgerTransaction["type"];
  account: Account;
  draft: CorrectionDraft;
  keep: (draft: CorrectionDraft) => void;
  problems: CorrectionProblems;
};
type TextField = "reason" | "amount" | "date" | "code" | "description" | "received" | "reference";

const propsOf =
  ({ draft, keep, problems }: Pick<Props, "draft" | "keep" | "problems">) =>
  (name: TextField) => ({
    autoComplete: "off",
    value: draft[name] ?? "",
    error: problems[name],
    onFocus: (event: { currentTarget: HTMLInputElement }) => event.currentTarget.select(),
    onChange: (event: { currentTarget: { value: string } }) => keep({ ...draft, [name]: event.currentTarget.value }),
  });

export function CorrectionFields(props: Props) {
  const { type, account, draft, keep, problems } = props;
  const field = propsOf(props);
  return (
    <>
      <TextInput label={t("What was wrong")} maxLength={500} data-autofocus {...field("reason")} />
      {type === "adjustment" ? (
        <>
          <OtherFields
            kind="adjustment"
            account={account}
            draft={draft.adjustment ?? {}}
            keep={(adjustment) => keep({ ...draft, adjustment })}
            problems={problems.adjustment ?? {}}
          />
          <TextInput label={t("Effective")} dir="auto" {...field("date")} />
        </>
      ) : (
        <>
          <TextInput label={t("Amount")} inputMode="decimal" {...field("amount")} />
          {type === "charge" ? <ChargeFields {...props} /> : <PaymentFields {...props} />}
        </>
      )}
    </>
  );
}

function ChargeFields(props: Props) {
  const field = propsOf(props);
  return (
    <>
      <TextInput label={t("Code")} maxLength={50} {...field("code")} />
      <TextInput label={t("Description")} maxLength={500} {...field("description")} />
      <TextInput label={t("Service date")} dir="auto" {...field("date")} />
    </>
  );
}

function PaymentFields(props: Props) {
  const { draft, keep, problems } = props;
  const field = propsOf(props);
  return (
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
      {draft.method === "cash" && (
        <TextInput
          label={
            <>
              {t("Cash received")}
              <Optional />
            </>
          }
          inputMode="decimal"
          {...field("received")}
        />
      )}
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
  );
}
