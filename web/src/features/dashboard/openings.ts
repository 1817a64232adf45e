/** Where a bar leads to, and its period in the table: never to what the reader may not open. */
import type { ListedReport } from "@pms/contracts/analytics/reports";
import type { Permission } from "@pms/contracts/auth/permissions";
import type { InsightsSearch } from "./insights-search.ts";
import { daysOf } from "./range.ts";

type Days = { from: string; to: string };
export type Opening =
  | { to: "/insights"; search: InsightsSearch }
  | { to: "/patients"; search: { registeredFrom: string; registeredTo: string; facility?: string } }
  | { to: "/billing/takings"; search: { date: string; facility?: string } };
type Reader = { today: string; may: (permission: Permission) => boolean };

/**
 * To the list of who or what a period is made of, as soon as there is one; else to the same report
 * over its days alone; undefined for what nothing divides further.
 */
export function openingOf(
  period: string,
  { name, groupBy }: Pick<ListedReport, "name" | "groupBy">,
  search: InsightsSearch,
  { today, may }: Reader,
): Opening | undefined {
  const finer = daysOf(period, today);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(period) ? { from: period, to: period } : undefined;
  const facility = search.facility ? { facility: search.facility } : {};
  const listed = day ?? (isOfMonthOrLess(period) ? finer : undefined);
  if (listed && name === "registrations" && may("patient:read"))
    return { to: "/patients", search: { registeredFrom: listed.from, registeredTo: listed.to, ...facility } };
  if (day && name === "payments" && may("billing:takings"))
    return { to: "/billing/takings", search: { date: period, ...facility } };
  return finer && { to: "/insights", search: divided(search, { name, groupBy }, finer) };
}

const isOfMonthOrLess = (period: string) => /^\d{4}-W?\d{2}$/.test(period);

/** The same report over these days, divided by the first that it offers. */
function divided(search: InsightsSearch, { name, groupBy }: Pick<ListedReport, "name" | "groupBy">, days: Days) {
  const [first] = groupBy;
  const by = search.groupBy ?? first;
  return { ...search, ...days, report: name, ...(by !== undefined && { groupBy: by }) };
}
