import { Text, Title } from "@mantine/core";
import type { Money } from "@pms/contracts/http/common";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import classes from "./billing.module.css";

type Row = Readonly<Record<string, unknown>>;

const balances = queryOptions({
  queryKey: ["billing-home", "balances"],
  queryFn: ({ signal }) =>
    call("GET", "/api/analytics/reports/{name}", { path: { name: "balances" }, query: {}, signal }),
  staleTime: 60_000,
});

function wordsOf({ position, size }: Row): string {
  if (position === "in credit") return t("In credit");
  if (position === "settled") return t("Settled");
  const above = /^over (.+)$/.exec(String(size))?.[1];
  return above === undefined ? t("Owed {range}", { range: size }) : t("Owed over {amount}", { amount: above });
}

const isMoney = (value: unknown): value is Money => typeof value === "object" && value !== null && "currency" in value;

/** How many accounts owe how much. */
export function BalancesBySize() {
  const query = useQuery(balances);
  const { money, number, time } = useFormats();
  const rows: readonly Row[] = query.data?.rows ?? [];
  return (
    <section className="surface" aria-label={t("Balances by size")}>
      <div className={classes.head}>
        <Title order={2}>{t("Balances by size")}</Title>
        {query.data && (
          <Text size="sm" c="dimmed" className="tabular">
            {t("As of {time}", { time: time(query.data.asOf) })}
          </Text>
        )}
      </div>
      {query.isPending && <Waiting rows={5} />}
      {query.isError && (
        <Failure what={t("The figures could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && rows.length === 0 && (
        <Text px="lg" pb="md">
          {t("No accounts yet.")}
        </Text>
      )}
      {rows.length > 0 && (
        <table className={classes.figures} aria-label={t("Accounts by balance")}>
          <thead>
            <tr>
              <th scope="col">{t("Balance")}</th>
              <th scope="col" className={classes.num}>
                {t("Accounts")}
              </th>
              <th scope="col" className={classes.num}>
                {t("Sum")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={JSON.stringify([row.position, row.size, isMoney(row.amount) && row.amount.currency])}>
                <th scope="row">{wordsOf(row)}</th>
                <td className={classes.num}>{typeof row.count === "number" ? number(row.count) : t("withheld")}</td>
                <td className={classes.num}>{isMoney(row.amount) ? money(row.amount) : t("withheld")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
