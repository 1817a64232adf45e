import { Text, Title } from "@mantine/core";
import type { Aging, AgingBucket } from "@pms/contracts/billing/aging";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import classes from "./billing.module.css";

const aging = queryOptions({
  queryKey: ["billing-home", "aging"],
  queryFn: ({ signal }) => call("GET", "/api/billing/aging", { query: {}, signal }),
  // Each reading is an entry of the audit log.
  staleTime: 60_000,
  refetchOnWindowFocus: false,
});

const daysOf = ({ fromDays, toDays }: AgingBucket) =>
  toDays === undefined
    ? t("Over {days, plural, one {# day} other {# days}}", { days: fromDays - 1 })
    : t("{from}–{to} days", { from: fromDays, to: toDays });

/** What is owed, by how long ago it was charged; payments settle the oldest first. */
export function BalancesByAge() {
  const query = useQuery(aging);
  const { date } = useFormats();
  const currencies = query.data?.currencies ?? [];
  return (
    <section className="surface" aria-label={t("Balances by age")}>
      <div className={classes.head}>
        <Title order={2}>{t("Balances by age")}</Title>
        {query.data && (
          <Text size="sm" c="dimmed" className="tabular">
            {t("At the end of {date}", { date: date(query.data.asOf) })}
          </Text>
        )}
      </div>
      {query.isPending && <Waiting rows={5} />}
      {query.isError && (
        <Failure what={t("The figures could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && currencies.length === 0 && (
        <Text px="lg" pb="md">
          {t("Nothing is posted yet.")}
        </Text>
      )}
      {currencies.map((each) => (
        <AgesOf key={each.currency} aging={each} />
      ))}
    </section>
  );
}

function AgesOf({ aging: { currency, buckets, owed, accounts, credits } }: { aging: Aging["currencies"][number] }) {
  const { money, number } = useFormats();
  return (
    <table className={classes.figures} aria-label={t("Balances by age, {currency}", { currency })}>
      <thead>
        <tr>
          <th scope="col">{t("Age")}</th>
          <th scope="col" className={classes.num}>
            {t("Accounts")}
          </th>
          <th scope="col" className={classes.num}>
            {t("Owed")}
          </th>
        </tr>
      </thead>
      <tbody>
        {buckets.map((bucket) => (
          <tr key={bucket.fromDays}>
            <th scope="row">{daysOf(bucket)}</th>
            <td className={classes.num}>{number(bucket.accounts)}</td>
            <td className={classes.num}>{money(bucket.amount)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t("All that is owed")}</th>
          <td className={classes.num}>{number(accounts)}</td>
          <td className={classes.num}>
            <b>{money(owed)}</b>
          </td>
        </tr>
        {credits.accounts > 0 && (
          <tr>
            <th scope="row">{t("In credit")}</th>
            <td className={classes.num}>{number(credits.accounts)}</td>
            <td className={classes.num}>{money(credits.amount)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
