import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { useFormats } from "../../app/use-formats.ts";
import { reportQuery } from "./queries.ts";
import { periodLabel, type Range } from "./range.ts";
import { ReportPanel } from "./report-panel.tsx";
import { countsByPeriod } from "./report-rows.ts";

const PeriodBars = lazy(() => import("./period-bars.tsx"));

/** How many patients were registered in each period. */
export function RegistrationsPanel({ range }: { range: Range }) {
  const query = useQuery(reportQuery("registrations", range));
  const { locale, number } = useFormats();
  const points = countsByPeriod(query.data?.rows ?? []);
  const bars = points.map(({ period, count }) => ({ label: periodLabel(period, locale), count }));
  return (
    <ReportPanel
      title="Patients registered"
      sources={[{ name: "registrations", query }]}
      range={range}
      empty={points.length === 0}
      chart={
        <PeriodBars
          description={`Patients registered by ${range.granularity}: ${bars.map(({ label, count }) => `${label} ${count}`).join(", ")}`}
          rows={bars}
          series={[{ name: "count", label: "Patients", color: "var(--pms-series-1)" }]}
          format={number}
        />
      }
    />
  );
}
