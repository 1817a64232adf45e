import { figureOf, isMoney } from "@pms/contracts/analytics/chart-marks";
import type { ListedReport, Report } from "@pms/contracts/analytics/reports";
import { Link } from "@tanstack/react-router";
import { useFormats } from "../../hooks/use-formats.ts";
import { serverText, t } from "../../i18n/i18n.ts";
import classes from "./dashboard.module.css";
import { useLabels, withheld } from "./use-labels.ts";
import { useOpenings } from "./use-openings.ts";

type Column = Report["columns"][number];
type Row = Report["rows"][number];

const isNumber = ({ kind }: Column) => kind !== "period" && kind !== "dimension";

/** The report's rows, the latest period first. A figure that may not be told says so. */
export function ReportTable({ report, listed }: { report: Report; listed: ListedReport }) {
  const latestFirst = report.rows.toSorted((a, b) => String(b.period ?? "").localeCompare(String(a.period ?? "")));
  return (
    <section
      className={classes.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={t("{title}: table", { title: serverText(report.title) })}
    >
      <table className={classes.table}>
        <caption className="offscreen">{serverText(report.title)}</caption>
        <thead>
          <tr>
            {report.columns.map((column) => (
              <th key={column.name} scope="col" className={isNumber(column) ? "num" : undefined}>
                {serverText(column.title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {latestFirst.map((row) => (
            <tr key={report.columns.map(({ name }) => keyOf(row[name])).join("|")}>
              {report.columns.map((column) => (
                <td
                  key={column.name}
                  data-label={serverText(column.title)}
                  className={isNumber(column) ? "num" : undefined}
                >
                  <Cell row={row} column={column} listed={listed} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const keyOf = (value: unknown) => (isMoney(value) ? `${value.currency}${value.amountMinor}` : String(value));

/** A period leads where its bar does. */
function Cell({ row, column, listed }: { row: Row; column: Column; listed: ListedReport }) {
  const { money, number } = useFormats();
  const { nameOf } = useLabels();
  const openingFor = useOpenings(listed);
  const value = row[column.name];
  if (isNumber(column)) {
    if (isMoney(value)) return money(value);
    if (column.kind === "percent") return value === null ? "—" : t("{percent} %", { percent: number(Number(value)) });
    return figureOf(value) === null ? withheld : number(Number(value));
  }
  const opening = column.kind === "period" ? openingFor(String(value)) : undefined;
  if (!opening) return nameOf(column.name, value);
  return (
    <Link {...opening} preload={false} className={classes.opens}>
      {nameOf(column.name, value)}
    </Link>
  );
}
