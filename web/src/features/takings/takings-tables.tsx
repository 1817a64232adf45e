import { Title } from "@mantine/core";
import type { Takings, TakingsSums } from "@pms/contracts/billing/takings";
import { t } from "../../i18n/i18n.ts";
import { methodWord } from "../../patient/ledger-words.ts";
import { useMe } from "../../session/session.ts";
import { CashierLink } from "./cashier-link.tsx";
import type { TakingsSearch } from "./search.ts";
import { type SumsGroup, type SumsLine, SumsTable } from "./sums-table.tsx";
import classes from "./takings.module.css";

type Props = { takings: Takings; search: TakingsSearch };

/** First how it was paid, all together; then each cashier at each facility. */
export function TakingsTables({ takings: { rows, totals }, search }: Props) {
  const { facilities } = useMe();
  const manyCurrencies = totals.all.length > 1;
  const named = (name: string, { currency }: TakingsSums) => (manyCurrencies ? `${name}, ${currency}` : name);
  const lineOf = (name: string, sums: TakingsSums): SumsLine => ({
    key: `${name} ${sums.currency}`,
    label: named(name, sums),
    sums,
  });
  const together: SumsGroup = {
    key: "all",
    lines: totals.methods.map((sums) => lineOf(methodWord(sums.method), sums)),
    totals: totals.all.map((sums) => lineOf(t("All methods"), sums)),
  };
  const cashiers = Map.groupBy(rows, ({ facilityId, cashier }) => `${facilityId} ${cashier.id}`);
  const groups = [...cashiers.entries()].map(([key, ofOne]): SumsGroup => {
    const [first] = ofOne;
    const place = facilities.find(({ id }) => id === first?.facilityId)?.name;
    return {
      key,
      heading: first && (
        <>
          <CashierLink id={first.cashier.id} search={search} />
          {facilities.length > 1 && place && <span className={classes.facility}> · {place}</span>}
        </>
      ),
      lines: ofOne.map((sums) => lineOf(methodWord(sums.method), sums)),
      totals: totalsOf(ofOne).map((sums) => lineOf(t("All methods"), sums)),
    };
  });
  return (
    <>
      <Title order={2} mt="lg" mb="xs">
        {t("By method")}
      </Title>
      <SumsTable label={t("Takings by method")} first={t("Method")} groups={[together]} />
      <Title order={2} mb="xs">
        {t("By cashier")}
      </Title>
      <SumsTable label={t("Takings by cashier")} first={t("Cashier and method")} groups={groups} />
    </>
  );
}

/** What one cashier's lines come to, by currency; none where one line says it all. */
function totalsOf(rows: Takings["rows"]): TakingsSums[] {
  return [...Map.groupBy(rows, ({ currency }) => currency).entries()].flatMap(([currency, ofCurrency]) =>
    ofCurrency.length < 2 ? [] : [addUp(ofCurrency, currency)],
  );
}

/** Exact: the server refuses sums beyond what a number can say. */
function addUp(rows: readonly TakingsSums[], currency: string): TakingsSums {
  const sum = (of: (row: TakingsSums) => number) => rows.reduce((total, row) => total + of(row), 0);
  const part = (of: (row: TakingsSums) => TakingsSums["paidBack"]) => ({
    count: sum((row) => of(row).count),
    amount: { amountMinor: sum((row) => of(row).amount.amountMinor), currency },
  });
  return {
    currency,
    ...part((row) => row),
    paidBack: part(({ paidBack }) => paidBack),
    reversed: part(({ reversed }) => reversed),
    net: { amountMinor: sum(({ net }) => net.amountMinor), currency },
  };
}
