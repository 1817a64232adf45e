import { startOfDay } from "@pms/contracts/text/days-in-zone";
import { addDays } from "../../lib/local-date.ts";

/**
 * What of the audit log is shown: from one day to another (`YYYY-MM-DD`, both included), by whom,
 * about whom.
 */
export type Filters = { from?: string; to?: string; actorId?: string; patientId?: string };

/**
 * The days as the server takes them: instants in the zone of the reader's facility, the end not
 * included.
 */
export function queryOf({ from, to, ...ids }: Filters, timeZone: string) {
  return {
    ...ids,
    ...(from && { from: startOfDay(from, timeZone) }),
    ...(to && { to: startOfDay(addDays(to, 1), timeZone) }),
  };
}

export function without(filters: Filters, name: keyof Filters): Filters {
  const { [name]: _, ...rest } = filters;
  return rest;
}
