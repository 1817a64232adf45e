import type { Report } from "@pms/contracts/analytics/reports";
import { useFormats } from "../../hooks/use-formats.ts";
import classes from "./dashboard.module.css";
import { periodLabelAsOf } from "./range.ts";
import { isMoney, withheld } from "./report-rows.ts";

type Column = Report["columns"][number];

/** The report's rows, the latest period first. A count that may not be told says so. */
export function ReportTable({ report }: { report: Report }) {
  const { locale, money, number } = useFormats();
  const present = report.rows.at(-1)?.period;
  const latestFirst = report.rows.toSorted((a, b) => String(b.period ?? "").localeCompare(String(a.period ?? "")));
  function show(value: unknown, { kind }: Column): string {
    if (isMoney(value)) return money(value);
    if (kind === "period") return periodLabelAsOf(String(value), present, locale);
    if (kind === "count" || kind === "money") return typeof value === "number" ? number(value) : withheld;
    return value === null || value === undefined || value === "" ? "Not known" : String(value);
  }
  const isNumber = ({ kind }: Column) => kind === "count" || kind === "money";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={`${report.title}: table`}>
      <table className={classes.table}>
        <caption>{report.title}</caption>
        <thead>
          <tr>
            {report.columns.map((column) => (
              <th key={column.name} scope="col" className={isNumber(column) ? "num" : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {latestFirst.map((row) => (
            <tr key={report.columns.map(({ name }) => String(row[name])).join("|")}>
              {report.columns.map((column) => (
                <td key={column.name} className={isNumber(column) ? "num" : undefined}>
                  {show(row[column.name], column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
