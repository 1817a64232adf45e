import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { reportQuery } from "./queries.ts";
import { type Days, periodLabelAsOf } from "./range.ts";
import { ReportPanel } from "./report-panel.tsx";
import { countsByPeriod, withheld } from "./report-rows.ts";

const PeriodBars = lazy(() => import("./period-bars.tsx"));

/** How many patients were registered in each period. */
export function RegistrationsPanel({ days }: { days: Days }) {
  const query = useQuery(reportQuery("registrations", days));
  const { locale, number } = useFormats();
  const points = countsByPeriod(query.data?.rows ?? []);
  const present = points.at(-1)?.period;
  const bars = points.map(({ period, count }) => ({ label: periodLabelAsOf(period, present, locale), count }));
  return (
    <ReportPanel
      title="Patients registered"
      sources={[{ name: "registrations", query }]}
      days={days}
      empty={points.length === 0}
      chart={
        <PeriodBars
          description={`Patients registered by ${query.data?.filters.granularity ?? days.granularity}: ${bars.map(({ label, count }) => `${label} ${count === null ? withheld : number(count)}`).join(", ")}`}
          rows={bars}
          series={[{ name: "count", label: "Patients", color: "var(--pms-series-1)" }]}
          format={number}
        />
      }
    />
  );
}
