import type { AuditAct } from "@pms/contracts/auth/audit-acts";
import { startOfDay } from "@pms/contracts/text/days-in-zone";
import { addDays } from "../../lib/local-date.ts";

/** Days as `YYYY-MM-DD`, both included; an actor and a patient by their ids. */
export type Filters = { from?: string; to?: string; actorId?: string; patientId?: string; act?: AuditAct };

/**
 * The days as the server takes them: instants in the zone of the reader's facility, the end not
 * included.
 */
export function queryOf({ from, to, ...others }: Filters, timeZone: string) {
  return {
    ...others,
    ...(from && { from: startOfDay(from, timeZone) }),
    ...(to && { to: startOfDay(addDays(to, 1), timeZone) }),
  };
}

export function without(filters: Filters, name: keyof Filters): Filters {
  const { [name]: _, ...rest } = filters;
  return rest;
}
