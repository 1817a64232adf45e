/** What changed against the period before: figure, direction in words, and the two periods. */
import { Stack, Text } from "@mantine/core";
import type { InsightList } from "@pms/contracts/analytics/reports";
import { useQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import classes from "./dashboard.module.css";
import { Freshness } from "./freshness.tsx";
import { insightsQuery } from "./queries.ts";
import { isMoney, isZero, withheld } from "./report-rows.ts";

type Insight = InsightList["insights"][number];

const titles: Record<Insight["report"], string> = {
  registrations: "Patients registered",
  "age-sex": "Patients",
  geography: "Patients by state",
  charges: "Charges",
  payments: "Payments less refunds",
  balances: "Balances",
};

export function InsightTiles() {
  const { timeZone } = useFormats();
  const query = useQuery(insightsQuery({ timeZone }));
  if (query.isPending) return <Waiting rows={2} height={56} />;
  if (query.isError) {
    return <Failure what="Insights could not be read." error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data.insights.length === 0) return <Text c="dimmed">Too little has happened yet to compare.</Text>;
  return (
    <>
      <div className={classes.tiles}>
        {query.data.insights.map((insight) => (
          <Tile key={insight.id} insight={insight} />
        ))}
      </div>
      <Freshness {...query.data} />
    </>
  );
}

const signs = { up: "▲", down: "▼", same: "●" };

/** How it compares, in words; a percentage of nothing says nothing. */
function change({ direction, changePercent, current, previous }: Insight, locale: string | undefined): string {
  if (current.value === null || previous.value === null) return "Too few people to compare with";
  if (direction === "same") return `${signs.same} The same as`;
  const word = direction === "up" ? "more than" : "less than";
  if (changePercent === null) return `${signs[direction]} ${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(Math.abs(changePercent));
  return `${signs[direction]} ${percent} % ${word}`;
}

function Tile({ insight }: { insight: Insight }) {
  const { locale, money, number, dates } = useFormats();
  const show = (value: unknown) =>
    isMoney(value) ? money(value) : typeof value === "number" ? number(value) : withheld;
  const { current, previous } = insight;
  const before = dates(previous.from, previous.to);
  return (
    <Stack className="surface" p="lg" gap={4}>
      <Text size="sm" fw={600}>
        {titles[insight.report]}
      </Text>
      <Text fw={700} className="tabular" style={{ fontSize: 28, lineHeight: "34px" }}>
        {show(current.value)}
      </Text>
      <Text size="sm" c="dimmed">
        {dates(current.from, current.to)}
      </Text>
      <Text size="sm">
        {isZero(previous.value) && !isZero(current.value)
          ? `${signs.up} None in ${before}`
          : `${change(insight, locale)} ${before} (${show(previous.value)})`}
      </Text>
    </Stack>
  );
}
