import { Text, Title } from "@mantine/core";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { callRaw } from "../../lib/api.ts";
import { transactionsOf } from "../../patient/ledger-queries.ts";
import { methodWord } from "../../patient/ledger-words.ts";
import { SavePdf } from "../../patient/save-pdf.tsx";
import classes from "./me.module.css";

const shownFirst = 20;

/** In the second person: what happened, not how it is booked. */
function words({ type, method, description, balanceDelta }: LedgerTransaction): string {
  switch (type) {
    case "payment":
      return method ? t("You paid, {method}", { method: methodWord(method).toLowerCase() }) : t("You paid");
    case "charge":
      return description ?? t("A service");
    case "refund":
      return t("Paid back to you");
    case "reversal":
      return t("A correction by the clinic");
    default:
      return balanceDelta.amountMinor > 0 ? t("Added by the clinic") : t("Taken off by the clinic");
  }
}

export function OwnTransactions({ accountId }: { accountId: string }) {
  const query = useInfiniteQuery(transactionsOf(accountId, shownFirst));
  const { date, money } = useFormats();
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <section className="surface" aria-label={t("Your transactions")}>
      <div className={classes.head}>
        <Title order={2}>{t("Your transactions")}</Title>
        <SavePdf
          read={() =>
            callRaw("GET", "/api/billing/accounts/{id}/statement", {
              path: { id: accountId },
              query: { format: "pdf" },
            })
          }
          fileName="statement.pdf"
        >
          {t("Save a statement as PDF")}
        </SavePdf>
      </div>
      {query.isPending && <Waiting rows={4} from={t("Billing")} />}
      {query.isError && (
        <Failure what={t("Billing did not answer.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && rows.length === 0 && (
        <Text px="xl" pb="lg">
          {t("Nothing yet.")}
        </Text>
      )}
      <ul className={classes.list}>
        {rows.map((row) => (
          <li key={row.id} data-row={row.id} tabIndex={-1}>
            <span>
              {words(row)}{" "}
              <Text span size="sm" c="dimmed" display="block">
                {date(row.effectiveOn)}
              </Text>
            </span>
            <span className="num">
              {row.balanceDelta.amountMinor < 0 ? "−" : ""}
              {money(row.amount)}
            </span>
          </li>
        ))}
      </ul>
      <LoadMore query={query}>{t("Show earlier ones")}</LoadMore>
    </section>
  );
}
