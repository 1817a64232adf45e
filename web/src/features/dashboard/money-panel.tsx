import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { decimalString } from "../../lib/money.ts";
import classes from "./dashboard.module.css";
import { reportQuery } from "./queries.ts";
import { type Days, periodLabelAsOf } from "./range.ts";
import { ReportPanel } from "./report-panel.tsx";
import { flowsByPeriod, isMoney, type Row, withheld } from "./report-rows.ts";

const PeriodBars = lazy(() => import("./period-bars.tsx"));

function currencyOf(rows: readonly Row[]): string {
  return rows.map((row) => row.amount).find(isMoney)?.currency ?? "USD";
}

/** What was charged and what was paid in each period. */
export function MoneyPanel({ days }: { days: Days }) {
  const charges = useQuery(reportQuery("charges", days));
  const payments = useQuery(reportQuery("payments", days));
  const { locale, money } = useFormats();
  const [charged, paid] = [charges.data?.rows ?? [], payments.data?.rows ?? []];
  const currency = currencyOf([...charged, ...paid]);
  const flows = flowsByPeriod(charged, paid);
  const present = flows.at(-1)?.period;
  const rows = flows.map(({ period, chargedMinor, paidMinor }) => ({
    label: periodLabelAsOf(period, present, locale),
    chargedMinor,
    paidMinor,
  }));
  const format = (amountMinor: number) => money({ amountMinor, currency });
  const say = (amountMinor: number | null) => (amountMinor === null ? withheld : format(amountMinor));
  const spoken = rows.map((row) => `${row.label} ${say(row.chargedMinor)} charged, ${say(row.paidMinor)} paid`);
  return (
    <ReportPanel
      title="Charges and payments"
      sources={[
        { name: "charges", query: charges },
        { name: "payments", query: payments },
      ]}
      days={days}
      empty={rows.length === 0}
      legend={
        <div className={classes.legend} aria-hidden="true">
          <span>
            <i className={`${classes.swatch} ${classes.first}`} /> Charges
          </span>
          <span>
            <i className={`${classes.swatch} ${classes.second}`} /> Payments
          </span>
        </div>
      }
      chart={
        <PeriodBars
          description={`Charges and payments by ${charges.data?.filters.granularity ?? days.granularity}: ${spoken.join("; ")}`}
          rows={rows}
          series={[
            { name: "chargedMinor", label: "Charges", color: "var(--pms-series-1)" },
            { name: "paidMinor", label: "Payments", color: "var(--pms-series-2)" },
          ]}
          format={format}
          compact={(amountMinor) => compactMoney(amountMinor, currency, locale)}
        />
      }
    />
  );
}

/** For an axis only, where `$1.2M` says enough. */
function compactMoney(amountMinor: number, currency: string, locale: string | undefined): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency, notation: "compact" });
  return format.format(decimalString(amountMinor, currency) as Intl.StringNumericLiteral);
}
