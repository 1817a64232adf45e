import type { Takings, TakingsQuery } from "@pms/contracts/billing/takings";
import { dateIn, endOfDay, startOfDay } from "@pms/contracts/text/days-in-zone";
import type { Caller } from "@pms/kit/audit/caller";
import { notFound } from "@pms/kit/problem/problem";
import type { FacilityZone } from "@pms/kit/trust/facilities";
import { requireWithinReach } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import { sumTakings } from "./store/takings.ts";
import { takingsOf } from "./takings.ts";

/**
 * What was taken on one day at the caller's facilities, by every cashier unless one is named. 404
 * for a facility out of scope, 400 for a day to come, 503 while auth can't tell the time zones.
 */
export async function readTakings(
  { database, facilities, audit, now }: Pick<Deps, "database" | "facilities" | "audit" | "now">,
  caller: Caller,
  { date, facilityId: wanted, cashier }: TakingsQuery,
): Promise<Takings> {
  const { actor } = caller;
  const asOf = now();
  const facilityId = wanted?.toLowerCase();
  if (date !== undefined) requireWithinReach(date, "date", asOf);
  if (facilityId !== undefined && actor.facilities !== "all" && !actor.facilities.includes(facilityId))
    throw notFound();
  const zones = await facilities.listZones(facilityId === undefined ? actor.facilities : [facilityId]);
  if (facilityId !== undefined && zones.length === 0) throw notFound();
  const days = zones.map((zone) => dayOf(zone, date, asOf));
  const cashierId = cashier === "me" ? actor.id : cashier?.toLowerCase();
  const totals = await sumTakings(database.pool, { spans: days, cashierId });
  audit.record(caller.audit, {
    action: "billing.read-takings",
    resourceType: "takings",
    ...(facilityId !== undefined && { facilityId }),
    details: { date: date ?? "today", count: String(totals.length) },
  });
  return { asOf: asOf.toISOString(), days, ...takingsOf(totals) };
}

/** The day at one facility; without a date its present day. */
function dayOf({ facilityId, timeZone }: FacilityZone, named: string | undefined, now: Date): Takings["days"][number] {
  const date = named ?? dateIn(timeZone, now);
  return { facilityId, timeZone, date, from: startOfDay(date, timeZone), to: endOfDay(date, timeZone) };
}
