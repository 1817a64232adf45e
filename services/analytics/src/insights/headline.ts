import type { Insight } from "@pms/contracts/analytics/reports";
import { addDays, daysBetween, startOfPeriod } from "../query/periods.ts";
import type { Range } from "./compared-ranges.ts";

type Changed = Insight & { changePercent: number; previous: Range };

/**
 * The largest change first, then the others: "Charges rose 12 % against October; payments fell 3
 * %."
 */
export function headlineOf(insights: readonly Insight[]): string {
  const changes = insights
    .filter((each): each is Changed => each.changePercent !== null && each.previous !== null)
    .toSorted((a, b) => Math.abs(b.changePercent) - Math.abs(a.changePercent));
  const [first, ...others] = changes;
  if (!first) return insights.some(({ previous }) => previous) ? "Too little has happened to compare." : "";
  const rest = others.map((each) => `${lower(each.title)} ${verbOf(each)}`);
  return `${[`${first.title} ${verbOf(first)} against ${nameOf(first)}`, ...rest].join("; ")}.`;
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function verbOf({ changePercent }: Changed): string {
  const percent = Math.abs(changePercent);
  const rounded = percent < 10 ? percent : Math.round(percent);
  if (percent === 0) return "stayed the same";
  return `${changePercent > 0 ? "rose" : "fell"} ${rounded} %`;
}

/** What the range is called against which is compared: a month, quarter or year by its name. */
function nameOf({ current, previous }: Insight & { previous: Range }): string {
  const { from, to } = previous;
  const sameLength = daysBetween(from, to) === daysBetween(current.from, current.to);
  const isJustBefore = to === addDays(current.from, -1);
  if (isWhole(previous, "month")) {
    const sameYear = from.slice(0, 4) === current.from.slice(0, 4);
    return written(from, { month: "long", ...(!sameYear && { year: "numeric" }) });
  }
  if (isWhole(previous, "year")) return from.slice(0, 4);
  const months = monthsOf(previous);
  if (months !== undefined) return isJustBefore ? `the ${months} months before` : "the same months a year before";
  if (sameLength && isJustBefore) return `the ${daysBetween(from, to) + 1} days before`;
  if (from.slice(0, 7) === to.slice(0, 7))
    return `${Number(from.slice(8))}–${written(to, { day: "numeric", month: "long" })}`;
  return `${written(from, { month: "short", year: "numeric" })} – ${written(to, { month: "short", year: "numeric" })}`;
}

const isWhole = ({ from, to }: Range, unit: "month" | "year") =>
  startOfPeriod(from, unit) === from && startOfPeriod(to, unit) === from && startOfPeriod(addDays(to, 1), unit) > to;

/** How many whole months it is; undefined where it cuts one. */
function monthsOf({ from, to }: Range): number | undefined {
  if (!from.endsWith("-01") || !addDays(to, 1).endsWith("-01")) return undefined;
  const index = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return index(to) - index(from) + 1;
}

function written(date: string, shape: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}
