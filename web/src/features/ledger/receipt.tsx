/** One receipt for one posting, with a number that can be read out; printed as often as is wanted. */
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { type ReactNode, useEffect, useRef } from "react";
import { Notice } from "../../components/notice.tsx";
import { PrintSheet } from "../../components/print-sheet.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { callRaw } from "../../lib/api.ts";
import { describeBirth } from "../../patient/born.ts";
import { describePaid, purposeWords, receiptNumber, typeWords } from "../../patient/ledger-words.ts";
import { PatientName } from "../../patient/names.tsx";
import recordClasses from "../../patient/record.module.css";
import { SavePdf } from "../../patient/save-pdf.tsx";
import { Letterhead } from "./letterhead.tsx";
import { Poster } from "./poster.tsx";

type Props = { transaction: LedgerTransaction; patient: Patient };

export function Receipt({ transaction, patient, isNew, onDone }: Props & { isNew: boolean; onDone: () => void }) {
  const { money } = useFormats();
  const print = useRef<HTMLButtonElement>(null);
  // The form that the receipt takes the place of had the focus.
  useEffect(() => print.current?.focus(), []);
  return (
    <Stack>
      {isNew && (
        <Notice tone="ok" role="status">
          <Text fw={600}>{t("{amount} posted.", { amount: money(transaction.amount) })}</Text>
        </Notice>
      )}
      <Letterhead facilityId={transaction.facilityId} />
      <Lines transaction={transaction} patient={patient} />
      <PrintSheet>
        <Letterhead facilityId={transaction.facilityId} />
        <Title order={1} my="lg">
          {transaction.type === "refund" ? t("Refund receipt") : t("Receipt")}
        </Title>
        <Lines transaction={transaction} patient={patient} />
      </PrintSheet>
      <Group>
        <Button onClick={() => window.print()} data-autofocus ref={print}>
          {t("Print")}
        </Button>
        <SavePdf
          read={() =>
            callRaw("GET", "/api/billing/transactions/{id}/receipt", {
              path: { id: transaction.id },
              query: { format: "pdf" },
            })
          }
          fileName={`receipt-${transaction.number}.pdf`}
        >
          {t("Save as PDF")}
        </SavePdf>
        <Button variant="default" onClick={onDone}>
          {t("Done")}
        </Button>
      </Group>
    </Stack>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Lines({ transaction, patient }: Props) {
  const { money, balance, instant, reading } = useFormats();
  const { amount, balanceAfter, tendered, purpose, reference, reversedBy } = transaction;
  const changeMinor = tendered ? tendered.amountMinor - amount.amountMinor : 0;
  return (
    <dl className={recordClasses.pairs}>
      <Line label={t("Receipt")}>
        <b className="tabular">{receiptNumber(patient.mrn, transaction.number)}</b>
      </Line>
      <Line label={t("Patient")}>
        <PatientName patient={patient} />
      </Line>
      <Line label={t("Born")}>{describeBirth(patient, reading.today)}</Line>
      <Line label={t("Posted")}>{instant(transaction.postedAt)}</Line>
      <Line label={t("Cashier")}>
        <Poster id={transaction.postedBy} />
      </Line>
      <Line label={transaction.type === "payment" ? t("Paid") : typeWords[transaction.type]}>
        <span className="tabular">{describePaid(money(amount), transaction.method)}</span>
      </Line>
      {purpose && <Line label={t("For")}>{purposeWords[purpose]}</Line>}
      {tendered && (
        <Line label={t("Cash received")}>
          <span className="tabular">{money(tendered)}</span>
        </Line>
      )}
      {changeMinor > 0 && (
        <Line label={t("Change given")}>
          <span className="tabular">{money({ ...amount, amountMinor: changeMinor })}</span>
        </Line>
      )}
      {reference && <Line label={t("Reference")}>{reference}</Line>}
      <Line label={t("New balance")}>
        <b className="tabular">{balance(balanceAfter)}</b>
      </Line>
      {reversedBy && <Line label={t("Note")}>{t("This payment was reversed later.")}</Line>}
    </dl>
  );
}
