/** What callers who may not read patients can ask at all: fixed partitions, so that there is little to subtract. */
import type { Actor } from "@pms/kit/http/access";
import { type Granularity, todayIn, wholePeriods } from "../query/periods.ts";

/** Whether the caller may read patients, so that nothing has to be kept from them. */
export function seesFewPeople(actor: Actor): boolean {
  return actor.permissions.has("patient:read");
}

type Asked = { from: string; to: string; granularity: Granularity; timeZone: string };

/**
 * The same in months of UTC. Of two answers that differ by a day, or by where a day begins, one could be subtracted from the
 * other. The present period ends with today, wherever that begins first.
 */
export function protectedFilters(asked: Asked): Asked {
  const granularity = asked.granularity === "day" || asked.granularity === "week" ? "month" : asked.granularity;
  const { from, to } = wholePeriods(asked, granularity);
  const today = todayIn("Pacific/Kiritimati");
  return { from, to: from <= today && to > today ? today : to, granularity, timeZone: "UTC" };
}
