/**
 * The account of one patient as a ledger: every posting stays, a mistake is answered by its
 * opposite.
 */
import type { Account } from "@pms/contracts/billing/accounts";
import type { Patient } from "@pms/contracts/patients/patient";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import classes from "../../patient/ledger.module.css";
import { accountOfPatient, transactionsOf } from "../../patient/ledger-queries.ts";
import { useRecord } from "../../patient/use-record.ts";
import { useSameMoment } from "../../patient/use-same-moment.ts";
import { LedgerActions } from "./ledger-actions.tsx";
import { LedgerDrawers } from "./ledger-drawers.tsx";
import { LedgerRows } from "./ledger-rows.tsx";
import { useLedgerForms } from "./use-ledger-forms.ts";

export function LedgerPage() {
  const patient = useRecord();
  const pending = patient.billing.status === "pending";
  const account = useQuery({ ...accountOfPatient(patient.id), enabled: !pending });
  if (account.data) return <AccountLedger patient={patient} account={account.data} />;
  return (
    <>
      <PageTitle tab={t("Ledger")}>{t("Ledger")}</PageTitle>
      {pending && (
        <Notice tone="info" role="status">
          {t("The billing account opens shortly. This page shows it by itself.")}
        </Notice>
      )}
      {!pending && account.isPending && <Waiting from={t("Billing")} />}
      {account.isError && (
        <Failure what={t("Billing did not answer.")} error={account.error} onRetry={() => void account.refetch()} />
      )}
    </>
  );
}

function AccountLedger({ patient, account }: { patient: Patient; account: Account }) {
  const query = useInfiniteQuery(transactionsOf(account.id, 100));
  const forms = useLedgerForms(patient, account);
  useSameMoment(account, query.data?.pages[0]?.data[0]);
  return (
    <div className={forms.open ? classes.beside : undefined}>
      <LedgerActions forms={forms} readAt={query.dataUpdatedAt} />
      <LedgerRows query={query} account={account} forms={forms} />
      <LedgerDrawers patient={patient} account={account} forms={forms} />
    </div>
  );
}
