/** How many accounts owe how much, and what it comes to. */
import { useQuery } from "@tanstack/react-query";
import { useFormats } from "../../hooks/use-formats.ts";
import classes from "./dashboard.module.css";
import { reportQuery } from "./queries.ts";
import type { Days } from "./range.ts";
import { ReportPanel } from "./report-panel.tsx";
import { isMoney, type Row, withheld } from "./report-rows.ts";

function wordsOf({ position, size }: Row): string {
  if (position === "in credit") return "In credit";
  return position === "settled" ? "Settled" : `Owed ${String(size)}`;
}

export function BalancesPanel({ days }: { days: Days }) {
  const query = useQuery(reportQuery("balances", days));
  const rows = query.data?.rows ?? [];
  return (
    <ReportPanel
      title="Account balances"
      sources={[{ name: "balances", query }]}
      days={days}
      empty={rows.length === 0}
      chart={<BalanceBars rows={rows} />}
    />
  );
}

function BalanceBars({ rows }: { rows: readonly Row[] }) {
  const { money, number } = useFormats();
  const counts = rows.map(({ count }) => (typeof count === "number" ? count : null));
  const largest = Math.max(1, ...counts.map((count) => count ?? 0));
  const say = (count: number | null) => (count === null ? withheld : number(count));
  return (
    <table className={classes.bars} aria-label="Accounts by balance">
      <thead>
        <tr>
          <th scope="col">Balance</th>
          <th scope="col">Accounts</th>
          <th scope="col" className="num">
            Sum
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => {
          const count = counts[index] ?? null;
          const amount = isMoney(row.amount) ? row.amount : undefined;
          const label = wordsOf(row);
          return (
            <tr key={`${label} ${amount?.currency ?? ""}`}>
              <th scope="row">{label}</th>
              <td>
                <span className={classes.side}>
                  <span
                    className={`${classes.bar} ${count === null ? classes.withheld : classes.first}`}
                    style={
                      count === null
                        ? undefined
                        : { width: `calc((100% - 56px) * ${count / largest})`, minWidth: count === 0 ? 0 : 1 }
                    }
                  />
                  {say(count)}
                </span>
              </td>
              <td className="num">{amount ? money(amount) : withheld}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
