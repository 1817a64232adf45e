/** What the signed-in person has taken today, for the page that a day at the front desk begins with. */
import { Anchor, Group, Text, Title } from "@mantine/core";
import type { Takings, TakingsSums } from "@pms/contracts/billing/takings";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { methodWord } from "../../patient/ledger-words.ts";
import { useMay } from "../../session/session.ts";
import { takingsQuery } from "./queries.ts";
import classes from "./takings.module.css";

/** Told also where nothing was taken by them: who counts looks for each. */
const counted = ["cash", "card", "check"];

/** Nothing for whoever counts no drawer. */
export function MyDrawer() {
  const may = useMay()("billing:takings");
  const query = useQuery({ ...takingsQuery({ cashier: "me" }), enabled: may });
  if (!may) return null;
  return (
    <section className="surface" style={{ padding: 16 }} aria-label={t("My drawer")}>
      <Group justify="space-between" align="baseline" mb="xs">
        <Title order={2}>{t("My drawer")}</Title>
        <Anchor renderRoot={(props) => <Link {...props} to="/billing/takings" search={{ cashier: "me" }} />}>
          {t("Takings")}
        </Anchor>
      </Group>
      {query.isPending && <Waiting rows={4} height={20} />}
      {query.isError && (
        <Failure what={t("Your drawer could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && <Sums takings={query.data} />}
    </section>
  );
}

function Sums({ takings: { totals } }: { takings: Takings }) {
  if (totals.all.length === 0)
    return (
      <Text c="dimmed" size="sm">
        {t("Nothing taken today.")}
      </Text>
    );
  return totals.all.map((all) => <Currency key={all.currency} all={all} lines={linesOf(totals, all.currency)} />);
}

function Currency({ all, lines }: { all: TakingsSums; lines: ReturnType<typeof linesOf> }) {
  const { money, number } = useFormats();
  const outMinor = all.amount.amountMinor - all.net.amountMinor;
  const payments = ({ count }: Pick<TakingsSums, "count">) =>
    t("{count, plural, one {1 payment} other {{shown} payments}}", { count, shown: number(count) });
  return (
    <>
      <dl className={classes.drawer}>
        {lines.map(({ method, count, net }) => (
          <div key={method}>
            <dt>{methodWord(method)}</dt>
            <dd>{payments({ count })}</dd>
            <dd>{money(net)}</dd>
          </div>
        ))}
        <div className={classes.sum}>
          <dt>{t("Together")}</dt>
          <dd>{payments(all)}</dd>
          <dd>{money(all.net)}</dd>
        </div>
      </dl>
      {outMinor !== 0 && (
        <Text c="dimmed" size="sm" mt={4} className="tabular">
          {t("Less {amount} paid back or reversed.", { amount: money({ ...all.net, amountMinor: outMinor }) })}
        </Text>
      )}
    </>
  );
}

/** Cash, card and check in any case, and what else there is. */
function linesOf(totals: Takings["totals"], currency: string): (TakingsSums & { method: string })[] {
  const zero = { amountMinor: 0, currency };
  const none = { count: 0, amount: zero };
  const of = totals.methods.filter((each) => each.currency === currency);
  const missing = (method: string) => ({ method, currency, ...none, paidBack: none, reversed: none, net: zero });
  return [
    ...counted.map((method) => of.find((each) => each.method === method) ?? missing(method)),
    ...of.filter(({ method }) => !counted.includes(method)),
  ];
}
