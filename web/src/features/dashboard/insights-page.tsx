/** The figures of the whole, none of them about a person by name. */
import { Button, Container, Group, SegmentedControl, SimpleGrid, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { PageTitle } from "../../components/page-title.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { BalancesPanel } from "./balances-panel.tsx";
import { InsightTiles } from "./insight-tiles.tsx";
import { MoneyPanel } from "./money-panel.tsx";
import { PyramidPanel } from "./pyramid-panel.tsx";
import { figuresKey, reportQuery } from "./queries.ts";
import { rangeOf, type Span, spanChoices } from "./range.ts";
import { RegistrationsPanel } from "./registrations-panel.tsx";

export function InsightsPage() {
  const [span, setSpan] = useState<Span>("12m");
  const { reading, timeZone, date, dates } = useFormats();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  async function readAgain() {
    setBusy(true);
    await client.invalidateQueries({ queryKey: figuresKey });
    setBusy(false);
  }
  const range = { ...rangeOf(span, reading.today), timeZone };
  // What the figures cover: for whoever may not read patients it is more than was asked for.
  const {
    from,
    to,
    granularity = range.granularity,
  } = useQuery(reportQuery("registrations", range)).data?.filters ?? {};
  const until = { from: reading.today, to: reading.today };
  const asked = "range" in range ? until : range;
  const covered = typeof from === "string" && typeof to === "string" ? { from, to } : asked;
  return (
    <Container size="xl" py="xl">
      <Group justify="space-between" mb="lg" align="flex-end">
        <div>
          <PageTitle tab="Insights">Insights</PageTitle>
          <Text c="dimmed">
            {span === "all" ? `All until ${date(covered.to)}` : dates(covered.from, covered.to)}, by{" "}
            {String(granularity)}. Read anew every minute.
          </Text>
        </div>
        <Group>
          <Button variant="default" loading={busy} onClick={() => void readAgain()}>
            Read again
          </Button>
          <SegmentedControl
            aria-label="Time shown"
            data={spanChoices}
            value={span}
            onChange={(value) => setSpan(value as Span)}
          />
        </Group>
      </Group>
      <InsightTiles />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" mt="lg">
        <RegistrationsPanel days={range} />
        <MoneyPanel days={range} />
        <PyramidPanel days={{ timeZone }} />
        <BalancesPanel days={{}} />
      </SimpleGrid>
    </Container>
  );
}
