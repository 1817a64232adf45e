/**
 * What callers who may not read patients can ask at all: fixed partitions, so that there is little
 * to subtract.
 */
import type { Actor } from "@pms/kit/trust/access";
import { todayIn, wholePeriods } from "../query/periods.ts";
import type { PeriodFilters } from "../query/report-filters.ts";

/** Whether nothing has to be kept from the caller. */
export function mayReadPatients(actor: Actor): boolean {
  return actor.permissions.has("patient:read");
}

/** What this caller is answered: as asked for, or in whole months of UTC. */
export function filtersFor(actor: Actor, filters: PeriodFilters): PeriodFilters {
  return mayReadPatients(actor) ? filters : protectedFilters(filters);
}

/**
 * Whole months of UTC: two answers that differ by a day, or by where a day begins, could be
 * subtracted from each other. The present period ends with today, wherever that begins first.
 */
function protectedFilters(filters: PeriodFilters): PeriodFilters {
  const granularity = filters.granularity === "day" || filters.granularity === "week" ? "month" : filters.granularity;
  const { from, to } = wholePeriods(filters, granularity);
  const today = todayIn("Pacific/Kiritimati");
  return { ...filters, from, to: from <= today && to > today ? today : to, granularity, timeZone: "UTC" };
}
