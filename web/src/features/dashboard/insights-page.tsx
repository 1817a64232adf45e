/** The figures of the whole, none of them about a person by name. */
import { Button, Container, Text } from "@mantine/core";
import type { ListedReport } from "@pms/contracts/analytics/reports";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { language, t } from "../../i18n/i18n.ts";
import classes from "./dashboard.module.css";
import { FilterBar } from "./filter-bar.tsx";
import { Freshness } from "./freshness.tsx";
import { headlineIn } from "./headline.ts";
import { InsightTiles } from "./insight-tiles.tsx";
import { readInsightsSearch } from "./insights-search.ts";
import { figuresKey, insightsQuery, listingQuery } from "./queries.ts";
import { ReportPanel } from "./report-panel.tsx";
import { useInsightsSearch } from "./use-insights-search.ts";

export function InsightsPage() {
  const { search, asked } = useInsightsSearch();
  const insights = useQuery(insightsQuery(asked));
  const formats = useFormats();
  const listing = useQuery(listingQuery);
  const reports = listing.data?.reports ?? [];
  const chosen = reports.find(({ name }) => name === search.report);
  const overview = readInsightsSearch({ ...search, report: undefined, groupBy: undefined });
  return (
    <Container size="xl" py="xl">
      <div className={classes.head}>
        <PageTitle tab={t("Insights")}>{t("Insights")}</PageTitle>
        <div className={classes.stamp}>
          {insights.data && <Freshness {...insights.data} />}
          <Refresh />
        </div>
      </div>
      <FilterBar />
      <div data-settles="always">
        {insights.data?.headline && (
          <Text className={classes.headline} role="status">
            {headlineIn(language, insights.data, formats)}
          </Text>
        )}
        {chosen ? (
          <>
            <Link to="/insights" search={overview} className={classes.back}>
              {t("← All reports")}
            </Link>
            <ReportPanel key={chosen.name} listed={chosen} large />
          </>
        ) : (
          <>
            <InsightTiles query={insights} />
            {listing.isPending && <Waiting rows={7} />}
            {listing.isError && (
              <Failure
                what={t("The reports could not be listed.")}
                error={listing.error}
                onRetry={() => void listing.refetch()}
              />
            )}
            {reports.length > 0 && <Panels reports={reports} />}
          </>
        )}
      </div>
    </Container>
  );
}

/** Two columns that end where they end: no panel is stretched by its neighbour. */
function Panels({ reports }: { reports: readonly ListedReport[] }) {
  const half = Math.ceil(reports.length / 2);
  return (
    <div className={classes.columns} data-settles="one-column">
      {[reports.slice(0, half), reports.slice(half)].map((column) => (
        <div key={column[0]?.name ?? ""} className={classes.column} data-settles="always">
          {column.map((listed) => (
            <ReportPanel key={listed.name} listed={listed} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Refresh() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  async function refresh() {
    setBusy(true);
    await client.invalidateQueries({ queryKey: figuresKey });
    setBusy(false);
  }
  return (
    <Button variant="subtle" size="xs" loading={busy} onClick={() => void refresh()}>
      {t("Refresh")}
    </Button>
  );
}
