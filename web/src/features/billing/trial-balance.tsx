import { Anchor, Text, Title } from "@mantine/core";
import type { Money } from "@pms/contracts/http/common";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { AlertIcon, CheckIcon } from "../../components/icons.tsx";
import { Tag } from "../../components/tag.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import classes from "./billing.module.css";
import { accountName } from "./chart-words.ts";

const trialBalance = queryOptions({
  queryKey: ["billing-home", "trial-balance"],
  queryFn: ({ signal }) => call("GET", "/api/billing/trial-balance", { signal }),
  staleTime: 60_000,
  refetchOnWindowFocus: false,
});

const sum = (amounts: readonly Money[]) => amounts.reduce((total, { amountMinor }) => total + amountMinor, 0);

/** Whether the books agree. */
export function TrialBalance() {
  const query = useQuery(trialBalance);
  const { money, date } = useFormats();
  const { data } = query;
  const inCurrency = (amountMinor: number) => money({ amountMinor, currency: data?.currency ?? "USD" });
  const shown = (amount: Money) => (amount.amountMinor === 0 ? "" : money(amount));
  return (
    <section className="surface" aria-label={t("Trial balance")}>
      <div className={classes.head}>
        <Title order={2}>
          <Anchor component={Link} to="/billing/trial-balance" inherit>
            {t("Trial balance")}
          </Anchor>
        </Title>
        {data && (
          <Text size="sm" c="dimmed">
            {date(data.asOf)}{" "}
            {data.difference.amountMinor === 0 ? (
              <Tag tone="ok" icon={<CheckIcon size={14} />}>
                {t("The books agree")}
              </Tag>
            ) : (
              <Tag tone="danger" icon={<AlertIcon size={14} />}>
                {t("Off by {amount}", { amount: money(data.difference) })}
              </Tag>
            )}
          </Text>
        )}
      </div>
      {query.isPending && <Waiting rows={5} from={t("Billing")} />}
      {query.isError && (
        <Failure what={t("Billing did not answer.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {data && (
        <table className={classes.figures} aria-label={t("Trial balance")}>
          <thead>
            <tr>
              <th scope="col">{t("Ledger account")}</th>
              <th scope="col" className={classes.num}>
                {t("Debit")}
              </th>
              <th scope="col" className={classes.num}>
                {t("Credit")}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.accounts.map((line) => (
              <tr key={line.account}>
                <th scope="row">{accountName(line)}</th>
                <td className={classes.num}>{shown(line.debit)}</td>
                <td className={classes.num}>{shown(line.credit)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t("Together")}</th>
              <td className={classes.num}>{inCurrency(sum(data.accounts.map(({ debit }) => debit)))}</td>
              <td className={classes.num}>{inCurrency(sum(data.accounts.map(({ credit }) => credit)))}</td>
            </tr>
          </tfoot>
        </table>
      )}
    </section>
  );
}
