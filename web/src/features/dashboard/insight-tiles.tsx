/** What changed against the time before: figure, direction in words, and both ranges. */
import { Text } from "@mantine/core";
import { isMoney } from "@pms/contracts/analytics/chart-marks";
import type { Insight, InsightList } from "@pms/contracts/analytics/reports";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { serverText, t } from "../../i18n/i18n.ts";
import classes from "./dashboard.module.css";
import { beforeEverything } from "./queries.ts";
import { untilToday } from "./range.ts";
import { useInsightsSearch } from "./use-insights-search.ts";
import { withheld } from "./use-labels.ts";

export function InsightTiles({ query }: { query: UseQueryResult<InsightList> }) {
  if (query.isPending) return <Waiting rows={2} height={56} />;
  if (query.isError) {
    return <Failure what={t("Insights could not be read.")} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data.insights.length === 0) return <Text c="dimmed">{t("Too little has happened yet to compare.")}</Text>;
  return (
    <div className={classes.tiles}>
      {query.data.insights.map((insight) => (
        <Tile key={insight.id} insight={insight} />
      ))}
    </div>
  );
}

const signs = { up: "▲", down: "▼", same: "●" };

/** How it compares, in words; a percentage of nothing says nothing. */
function change({ direction, changePercent }: Insight, before: string, locale: string | undefined): string {
  const sign = signs[direction];
  if (direction === "same") return t("{sign} The same as {before}", { sign, before });
  if (changePercent === null) return t("{sign} None in {before}", { sign, before });
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(Math.abs(changePercent));
  return direction === "up"
    ? t("{sign} {percent} % more than {before}", { sign, percent, before })
    : t("{sign} {percent} % less than {before}", { sign, percent, before });
}

function Tile({ insight }: { insight: Insight }) {
  const { search } = useInsightsSearch();
  const { locale, money, number, date, dates, reading } = useFormats();
  const show = (value: unknown) =>
    isMoney(value) ? money(value) : typeof value === "number" ? number(value) : withheld;
  const { current, previous } = insight;
  const to = untilToday(current.to, reading.today);
  const compared = previous && current.value !== null && previous.value !== null;
  return (
    <Link to="/insights" search={{ ...search, report: insight.report }} className={`surface ${classes.tile}`}>
      <Text size="sm" fw={600}>
        {serverText(insight.title)}
      </Text>
      <Text fw={700} className={classes.figure}>
        {show(current.value)}
      </Text>
      <Text size="sm" c="dimmed">
        {current.from === beforeEverything ? t("All until {date}", { date: date(to) }) : dates(current.from, to)}
      </Text>
      {previous && (
        <Text size="sm">
          {compared
            ? t("{change} ({before})", {
                change: change(insight, dates(previous.from, previous.to), locale),
                before: show(previous.value),
              })
            : t("Too few people to compare with")}
        </Text>
      )}
    </Link>
  );
}
