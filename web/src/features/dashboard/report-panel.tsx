/** A report as chart or table, with its source to take away. A panel that fails fails alone. */
import { Button, Group, SegmentedControl, Text, Title } from "@mantine/core";
import type { Report, ReportName } from "@pms/contracts/analytics/reports";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, Suspense, useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { callRaw } from "../../lib/api.ts";
import { saveFile } from "../../lib/save-file.ts";
import classes from "./dashboard.module.css";
import { Freshness } from "./freshness.tsx";
import type { Days } from "./range.ts";
import { ReportTable } from "./report-table.tsx";

type Source = { name: ReportName; query: UseQueryResult<Report> };
type Props = {
  title: string;
  sources: readonly Source[];
  days: Days;
  empty: boolean;
  chart: ReactNode;
  legend?: ReactNode;
};

export function ReportPanel({ title, sources, days, empty, chart, legend }: Props) {
  const [view, setView] = useState("chart");
  const failed = sources.find(({ query }) => query.isError);
  const waiting = sources.some(({ query }) => query.isPending);
  const first = sources[0]?.query.data;
  return (
    <section className={`surface ${classes.panel}`} aria-label={title}>
      <Group justify="space-between" mb="md">
        <Title order={2}>{title}</Title>
        <SegmentedControl
          size="xs"
          aria-label={`${title}: chart or table`}
          data={[
            { value: "chart", label: "Chart" },
            { value: "table", label: "Table" },
          ]}
          value={view}
          onChange={setView}
        />
      </Group>
      {failed ? (
        <Failure
          what="This report could not be read."
          error={failed.query.error}
          onRetry={() => void failed.query.refetch()}
        />
      ) : waiting ? (
        <Waiting rows={7} />
      ) : empty ? (
        <Text c="dimmed" py="xl">
          Nothing in these dates.
        </Text>
      ) : view === "chart" ? (
        <Suspense fallback={<Waiting rows={7} />}>
          {legend}
          {chart}
        </Suspense>
      ) : (
        sources.map(({ name, query }) => query.data && <ReportTable key={name} report={query.data} />)
      )}
      <Group justify="space-between" mt="auto" pt="md" gap="sm">
        {first ? <Freshness {...first} /> : <span />}
        <Group gap="xs" ml="auto" justify="flex-end">
          {sources.flatMap(({ name }) =>
            (["csv", "svg"] as const).map((format) => (
              <SaveButton key={name + format} name={name} format={format} days={days} many={sources.length > 1} />
            )),
          )}
        </Group>
      </Group>
    </section>
  );
}

type SaveProps = { name: ReportName; format: "csv" | "svg"; days: Days; many: boolean };

function SaveButton({ name, format, days, many }: SaveProps) {
  const [failed, setFailed] = useState(false);
  function save() {
    const query = { ...days, format };
    setFailed(false);
    callRaw("GET", "/api/analytics/reports/{name}", { path: { name }, query })
      .then((answer) => saveFile(answer, `${name}.${format}`))
      .catch(() => setFailed(true));
  }
  return (
    <Button variant="subtle" size="xs" onClick={save} aria-label={`Save ${name} ${format.toUpperCase()}`}>
      {failed ? "Not saved: " : ""}
      {many ? `${name.charAt(0).toUpperCase()}${name.slice(1)} ` : ""}
      {format.toUpperCase()}
    </Button>
  );
}
