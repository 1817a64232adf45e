import { Text, Title } from "@mantine/core";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { transactionsOf } from "../../patient/ledger-queries.ts";
import { methodWord } from "../../patient/ledger-words.ts";
import classes from "./me.module.css";

const shownFirst = 20;

/** In the second person: what happened, not how it is booked. */
function words({ type, method, description, balanceDelta }: LedgerTransaction): string {
  switch (type) {
    case "payment":
      return `You paid${method ? `, ${methodWord(method).toLowerCase()}` : ""}`;
    case "charge":
      return description ?? "A service";
    case "refund":
      return "Paid back to you";
    case "reversal":
      return "A correction by the clinic";
    default:
      return balanceDelta.amountMinor > 0 ? "Added by the clinic" : "Taken off by the clinic";
  }
}

export function OwnTransactions({ accountId }: { accountId: string }) {
  const query = useInfiniteQuery(transactionsOf(accountId, shownFirst));
  const { date, money } = useFormats();
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <section className="surface" aria-label="Your transactions">
      <div className={classes.head}>
        <Title order={2}>Your transactions</Title>
      </div>
      {query.isPending && <Waiting rows={4} from="Billing" />}
      {query.isError && (
        <Failure what="Billing did not answer." error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && rows.length === 0 && (
        <Text px="xl" pb="lg">
          Nothing yet.
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
      <LoadMore query={query}>Show earlier ones</LoadMore>
    </section>
  );
}
