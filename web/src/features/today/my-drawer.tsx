import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { isOutOfReach } from "../../lib/problem.ts";
import { methodWord } from "../../patient/ledger-words.ts";
import { ownTakings, type Taking } from "./takings.ts";
import classes from "./today.module.css";

/** What one has taken today, by method: as it must lie in the drawer. Nothing where it is not told. */
export function MyDrawer({ date }: { date: string }) {
  const query = useQuery(ownTakings(date));
  if (isOutOfReach(query.error) || query.data === null || (query.isPending && !query.error)) return null;
  return (
    <section className="surface" aria-label="My drawer">
      <div className={classes.head}>
        <Title order={2}>My drawer</Title>
        <Text size="sm" c="dimmed">
          What you took today
        </Text>
      </div>
      {query.isError && (
        <Failure what="Billing did not answer." error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data?.length === 0 && (
        <Text px="lg" pb="md">
          Nothing taken yet.
        </Text>
      )}
      {query.data && query.data.length > 0 && <Sums takings={query.data} />}
    </section>
  );
}

function Sums({ takings }: { takings: readonly Taking[] }) {
  const { money, number } = useFormats();
  const count = takings.reduce((sum, taking) => sum + taking.count, 0);
  const [first] = takings;
  const oneCurrency = first && takings.every(({ amount }) => amount.currency === first.amount.currency);
  const total = takings.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  return (
    <table className={classes.sums} aria-label="What you took today, by method">
      <tbody>
        {takings.map((taking) => (
          <tr key={`${taking.method} ${taking.amount.currency}`}>
            <th scope="row">{methodWord(taking.method)}</th>
            <td>{number(taking.count)}</td>
            <td>{money(taking.amount)}</td>
          </tr>
        ))}
      </tbody>
      {oneCurrency && (
        <tfoot>
          <tr>
            <th scope="row">Together</th>
            <td>{number(count)}</td>
            <td>{money({ ...first.amount, amountMinor: total })}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
