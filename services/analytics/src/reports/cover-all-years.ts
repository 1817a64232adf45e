import type { ReportName } from "@pms/contracts/analytics";
import type { Actor } from "@pms/kit/http/access";
import type { Deps } from "../deps.ts";
import { startOfPeriod, todayIn } from "../query/periods.ts";
import { type ReportFilters, reachFor } from "../query/report-filters.ts";
import { reportMeasures } from "./report-measures.ts";
import { refuseInWords } from "./run-report.ts";
import { findMoneyDays } from "./store/read-money.ts";
import { findRegistrationDays } from "./store/read-registrations.ts";

/** The filters with a range from the first day that there is anything of: its sum is that of all there is, to the cent. */
export async function coverAllYears(
  deps: Deps,
  actor: Actor,
  name: ReportName,
  filters: ReportFilters,
): Promise<ReportFilters> {
  const { granularity, timeZone, facilities } = filters;
  if (granularity === "whole") return filters;
  const { slot } = await deps.readState();
  const { db } = deps.database;
  const found =
    name === "registrations"
      ? await findRegistrationDays(db, { slot, facilities, timeZone }).catch(refuseInWords)
      : await findMoneyDays(db, { slot, facilities, measures: reportMeasures(name) });
  const today = todayIn(timeZone);
  const days = found ?? { from: startOfPeriod(today, granularity), to: today };
  // Where the day begins first, it may be tomorrow already.
  return {
    ...filters,
    ...reachFor(actor, { from: days.from, to: [days.to, today].sort().at(-1) ?? today, granularity, timeZone }),
  };
}
