/** What changed against the period before: figure, direction in words, and the two periods. */
import { SimpleGrid, Stack, Text } from "@mantine/core";
import type { InsightList } from "@pms/contracts/analytics";
import { useQuery } from "@tanstack/react-query";
import { useFormats } from "../../app/use-formats.ts";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { Freshness } from "./freshness.tsx";
import { insightsQuery } from "./queries.ts";
import { isMoney } from "./report-rows.ts";

type Insight = InsightList["insights"][number];

const titles: Record<Insight["report"], string> = {
  registrations: "Patients registered",
  "age-sex": "Patients",
  geography: "Patients by state",
  charges: "Charges",
  payments: "Payments",
  balances: "Balances",
};

export function InsightTiles() {
  const query = useQuery(insightsQuery);
  if (query.isPending) return <Waiting rows={2} height={56} />;
  if (query.isError) {
    return <Failure what="Insights could not be read." error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data.insights.length === 0) return <Text c="dimmed">Too little has happened yet to compare.</Text>;
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="lg">
        {query.data.insights.map((insight) => (
          <Tile key={insight.id} insight={insight} />
        ))}
      </SimpleGrid>
      <Freshness asOf={query.data.asOf} lagSeconds={query.data.lagSeconds} />
    </>
  );
}

const signs = { up: "▲", down: "▼", same: "●" };

function change({ direction, changePercent }: Insight, locale: string | undefined): string {
  if (direction === "same") return `${signs.same} the same as`;
  const word = direction === "up" ? "more than" : "less than";
  if (changePercent === null) return `${signs[direction]} ${word}`;
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(Math.abs(changePercent));
  return `${signs[direction]} ${percent} % ${word}`;
}

function Tile({ insight }: { insight: Insight }) {
  const { locale, money, number, date } = useFormats();
  const show = (value: unknown) => (isMoney(value) ? money(value) : typeof value === "number" ? number(value) : "—");
  const { current, previous } = insight;
  return (
    <Stack className="surface" p="lg" gap={4}>
      <Text size="sm" fw={600}>
        {titles[insight.report]}
      </Text>
      <Text fw={700} className="tabular" style={{ fontSize: 28, lineHeight: "34px" }}>
        {show(current.value)}
      </Text>
      <Text size="sm">
        {change(insight, locale)} {date(previous.from)} – {date(previous.to)} ({show(previous.value)})
      </Text>
      <Text size="sm" c="dimmed">
        {insight.sentence}
      </Text>
    </Stack>
  );
}
