/** Everything that is known of one posting, and what can be done about it. */
import { Button, Group, Stack } from "@mantine/core";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { Fragment, type ReactNode } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import {
  directionWords,
  methodWord,
  purposeWords,
  reasonWord,
  receiptNumber,
  responsibilityWords,
  typeWords,
} from "../../patient/ledger-words.ts";
import recordClasses from "../../patient/record.module.css";
import { useMay, useMe } from "../../session/session.ts";
import type { RowAction } from "./ledger-row.tsx";
import { Poster } from "./poster.tsx";
import { PostingDrawer } from "./posting-drawer.tsx";
import { Receipt } from "./receipt.tsx";
import { hasReceipt, isCorrectable, isReversible } from "./transaction-words.ts";

type Props = {
  transaction: LedgerTransaction;
  patient: Patient;
  receipt: boolean;
  onAct: (row: LedgerTransaction, action: RowAction) => void;
  onClose: () => void;
};

export function TransactionDrawer({ transaction, patient, receipt, onAct, onClose }: Props) {
  const title = receipt
    ? t("Receipt")
    : t("{type}, No. {number}", { type: typeWords[transaction.type], number: transaction.number });
  return (
    <PostingDrawer title={title} patient={patient} opened onClose={onClose} locked={false}>
      {receipt ? (
        <Receipt key={transaction.id} transaction={transaction} patient={patient} isNew={false} onDone={onClose} />
      ) : (
        <Stack>
          <Details row={transaction} patient={patient} />
          <Actions row={transaction} onAct={onAct} />
        </Stack>
      )}
    </PostingDrawer>
  );
}

function Details({ row, patient }: { row: LedgerTransaction; patient: Patient }) {
  const { money, ledgerBalance, date, instant } = useFormats();
  const { facilities } = useMe();
  const facility = facilities.find(({ id }) => id === row.facilityId)?.name;
  const changeMinor = row.tendered ? row.tendered.amountMinor - row.amount.amountMinor : 0;
  const lines: [label: string, value: ReactNode][] = [
    [t("Amount"), <b key="amount">{money(row.amount)}</b>],
    [t("Number"), receiptNumber(patient.mrn, row.number)],
    [t("Effective"), date(row.effectiveOn)],
    [t("Posted"), instant(row.postedAt)],
    [t("By"), <Poster key="by" id={row.postedBy} />],
    [t("Facility"), facility],
    [t("Description"), row.description],
    [t("Code"), row.code],
    [t("Units"), row.units && row.units > 1 ? row.units : undefined],
    [t("Method"), row.method && methodWord(row.method)],
    [t("For"), row.purpose && purposeWords[row.purpose]],
    [t("Cash received"), row.tendered && money(row.tendered)],
    [t("Change given"), changeMinor > 0 ? money({ ...row.amount, amountMinor: changeMinor }) : undefined],
    [t("Reference"), row.reference],
    [t("Direction"), row.direction && directionWords[row.direction]],
    [t("Reason"), reasonWord(row.reasonCode)],
    [t("Whose part"), row.responsibility && responsibilityWords[row.responsibility]],
    [t("Note"), row.note],
    [t("Balance after"), ledgerBalance(row.balanceAfter)],
  ];
  return (
    <dl className={`tabular ${recordClasses.pairs}`}>
      {lines.map(
        ([label, value]) =>
          value && (
            <Fragment key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}

function Actions({ row, onAct }: Pick<Props, "onAct"> & { row: LedgerTransaction }) {
  const may = useMay();
  const corrects = may("billing:adjust");
  return (
    <Group gap="sm">
      {hasReceipt(row) && (
        <Button data-autofocus onClick={() => onAct(row, "receipt")}>
          {t("Print the receipt again")}
        </Button>
      )}
      {corrects && (row.type === "adjustment" || may("billing:post")) && isCorrectable(row) && (
        <Button variant="default" data-autofocus={!hasReceipt(row) || undefined} onClick={() => onAct(row, "correct")}>
          {t("Correct…")}
        </Button>
      )}
      {corrects && isReversible(row) && (
        <Button variant="default" onClick={() => onAct(row, "reverse")}>
          {t("Reverse…")}
        </Button>
      )}
    </Group>
  );
}
