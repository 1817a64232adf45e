/** What is owed, and the last five transactions. */
import { Anchor, Button, Stack, Text, Title } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import type { Patient } from "@pms/contracts/patients/patient";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure } from "../components/failure.tsx";
import { Notice } from "../components/notice.tsx";
import { Waiting } from "../components/waiting.tsx";
import { useFormats } from "../hooks/use-formats.ts";
import { t } from "../i18n/i18n.ts";
import classes from "./ledger.module.css";
import { accountOfPatient, transactionsOf } from "./ledger-queries.ts";
import { typeWords } from "./ledger-words.ts";
import { usePostingForms } from "./use-posting-forms.ts";
import { useSameMoment } from "./use-same-moment.ts";

export function BalanceCard({ patient }: { patient: Patient }) {
  const pending = patient.billing.status === "pending";
  const account = useQuery({ ...accountOfPatient(patient.id), enabled: !pending });
  return (
    <Stack component="aside" gap="md" className="surface" p="lg" aria-label={t("Balance")}>
      <Title order={2}>{t("Balance")}</Title>
      {pending && (
        <Notice tone="info" role="status">
          {t("The record is saved. The billing account opens shortly.")}
        </Notice>
      )}
      {!pending && account.isPending && <Waiting rows={3} from={t("Billing")} />}
      {account.isError && (
        <Failure what={t("Billing did not answer.")} error={account.error} onRetry={() => void account.refetch()} />
      )}
      {account.data && <AccountSummary account={account.data} patient={patient} />}
    </Stack>
  );
}

function AccountSummary({ account, patient }: { account: Account; patient: Patient }) {
  const post = usePostingForms(patient);
  const { balance, money, date } = useFormats();
  const { data, isError, error, refetch } = useInfiniteQuery(transactionsOf(account.id, 5));
  const last = data?.pages[0]?.data ?? [];
  useSameMoment(account, last[0]);
  return (
    <>
      <div>
        <Text className={`tabular ${classes.big}`}>{balance(account.balance)}</Text>
        <Text size="sm" c="dimmed">
          {account.status === "active" ? t("Account active") : t("Account closed")}
          {account.payerBalance.amountMinor !== 0 &&
            ` · ${t("{amount} expected from the payer", { amount: money(account.payerBalance) })}`}
        </Text>
      </div>
      {post && (
        <Button onClick={() => post("payment")} fullWidth>
          {t("Take payment")}
        </Button>
      )}
      {isError && (
        <Failure what={t("The transactions could not be read.")} error={error} onRetry={() => void refetch()} />
      )}
      {data && last.length === 0 && <Text c="dimmed">{t("Nothing posted yet.")}</Text>}
      {last.length > 0 && (
        <ul className={classes.last} aria-label={t("Last transactions")}>
          {last.map((row) => (
            <li key={row.id}>
              <span>
                {typeWords[row.type]} <span className="optional">{date(row.effectiveOn)}</span>
              </span>
              <span className="num">
                {row.balanceDelta.amountMinor < 0 ? "−" : ""}
                {money(row.amount)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Anchor renderRoot={(props) => <Link {...props} to="/patients/$id/ledger" params={{ id: account.patientId }} />}>
        {t("Open the ledger")}
      </Anchor>
    </>
  );
}
