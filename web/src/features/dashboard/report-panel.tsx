/** A report as chart or table, with its source to take away. A panel that fails fails alone. */
import { NativeSelect, SegmentedControl, Text, Title } from "@mantine/core";
import type { ListedReport, Report } from "@pms/contracts/analytics/reports";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { serverText, t } from "../../i18n/i18n.ts";
import classes from "./dashboard.module.css";
import { queryFor, type ReportQuery, reportQuery } from "./queries.ts";
import { untilToday } from "./range.ts";
import { isSingle, ReportChart } from "./report-chart.tsx";
import { ReportTable } from "./report-table.tsx";
import { SaveButton } from "./save-button.tsx";
import { useInsightsSearch } from "./use-insights-search.ts";

type Props = { listed: ListedReport; large?: boolean };

export function ReportPanel({ listed, large = false }: Props) {
  const [view, setView] = useState("chart");
  const { search, asked } = useInsightsSearch();
  const asks = queryFor(listed, asked, large ? search.groupBy : undefined);
  const query = useQuery(reportQuery(listed.name, asks));
  const report = query.data;
  const title = serverText(listed.title);
  return (
    <section className={`surface ${classes.panel}`} aria-label={title}>
      <div className={classes.panelHead}>
        <Title order={2}>
          {large ? (
            title
          ) : (
            <Link to="/insights" search={{ ...search, report: listed.name }} className={classes.opens}>
              {title}
            </Link>
          )}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t("{title}: chart or table", { title })}
          data={[
            { value: "chart", label: t("Chart") },
            { value: "table", label: t("Table") },
          ]}
          value={view}
          onChange={setView}
        />
      </div>
      {report && <Covered report={report} />}
      {large && <GroupBy listed={listed} />}
      {query.isError ? (
        <Failure what={t("This report could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      ) : !report ? (
        <Waiting rows={7} />
      ) : report.rows.length === 0 ? (
        <Text c="dimmed" py="xl">
          {t("Nothing in these dates.")}
        </Text>
      ) : view === "chart" ? (
        <ReportChart report={report} listed={listed} />
      ) : (
        <ReportTable report={report} listed={listed} />
      )}
      {report?.formula && (
        <Text size="sm" c="dimmed" mt="xs">
          {serverText(report.formula)}
        </Text>
      )}
      <Sources listed={listed} asks={asks} withPicture={report !== undefined && !isSingle(report)} />
    </section>
  );
}

function Sources({ listed, asks, withPicture }: { listed: ListedReport; asks: ReportQuery; withPicture: boolean }) {
  return (
    <div className={classes.sources}>
      <SaveButton listed={listed} format="csv" query={asks} />
      {withPicture && <SaveButton listed={listed} format="svg" query={asks} />}
    </div>
  );
}

/** Which days the report is of, in what steps, and what the ticks across its bars are. */
function Covered({ report: { filters, compared } }: { report: Report }) {
  const { date, dates, reading } = useFormats();
  const { from, to, granularity } = filters;
  const until = typeof to === "string" ? untilToday(to, reading.today) : undefined;
  const days = until && (typeof from === "string" ? dates(from, until) : t("On {date}", { date: date(until) }));
  const shown = days ?? t("As things stand now");
  return (
    <Text size="sm" c="dimmed" className={classes.covered}>
      {typeof granularity === "string"
        ? t(
            "{days}, by {granularity, select, day {day} week {week} month {month} quarter {quarter} year {year} other {{granularity}}}",
            { days: shown, granularity },
          )
        : shown}
      {compared && (
        <span className={classes.key}>
          <i className={classes.tickSwatch} />
          {compared.from === compared.to ? date(compared.to) : dates(compared.from, compared.to)}
        </span>
      )}
    </Text>
  );
}

const dividedBy: Readonly<Record<string, string>> = {
  code: t("By code"),
  facility: t("By facility"),
  method: t("By method"),
  position: t("By position"),
  sex: t("By sex"),
  state: t("By state"),
};

function GroupBy({ listed }: { listed: ListedReport }) {
  const { search, change } = useInsightsSearch();
  if (listed.groupBy.length === 0) return null;
  const choices = listed.groupBy.map((value) => ({ value, label: dividedBy[value] ?? value }));
  return (
    <NativeSelect
      className={classes.groupBy}
      label={t("Divided")}
      data={[{ value: "", label: t("Not at all") }, ...choices]}
      value={listed.groupBy.includes(search.groupBy ?? "") ? search.groupBy : ""}
      onChange={({ currentTarget: { value } }) => change({ groupBy: value })}
    />
  );
}
