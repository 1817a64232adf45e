import type { ListedReport } from "@pms/contracts/analytics/reports";
import { useFormats } from "../../hooks/use-formats.ts";
import { useMay } from "../../session/session.ts";
import { type Opening, openingOf } from "./openings.ts";
import { useInsightsSearch } from "./use-insights-search.ts";

/** For the periods of one report. */
export function useOpenings(listed: ListedReport): (period: string) => Opening | undefined {
  const { search } = useInsightsSearch();
  const { today } = useFormats().reading;
  const may = useMay();
  return (period) => openingOf(period, listed, search, { today, may });
}
