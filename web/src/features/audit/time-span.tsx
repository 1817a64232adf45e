/** From when to when: in the zone of the reader's facility, and beneath it in UTC. */
import { useFormats } from "../../hooks/use-formats.ts";
import classes from "./audit.module.css";

type Span = { from: string; to: string; seconds?: boolean };

/** `Nov 30, 2026, 2:02 – 2:05 PM` */
export function formatSpan({ from, to, seconds = false }: Span, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    ...(seconds && { second: "2-digit" }),
    ...(timeZone && { timeZone }),
  }).formatRange(new Date(from), new Date(to));
}

/** `19:02–19:05`, with the day where it is another one than in the zone beside it. */
function formatUtc({ from, to, seconds = false }: Span, timeZone: string): string {
  const day = (instant: string, zone: string) =>
    new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date(instant));
  const withDay = (instant: string) =>
    day(instant, timeZone) === day(instant, "UTC") ? "" : `${instant.slice(0, 10)} `;
  const clock = (instant: string) => `${withDay(instant)}${instant.slice(11, seconds ? 19 : 16)}`;
  return [...new Set([clock(from), clock(to)])].join("–");
}

export function TimeSpan(span: Span) {
  const { locale, timeZone } = useFormats();
  return (
    <span className="tabular" title={[...new Set([span.from, span.to])].join(" – ")}>
      {formatSpan(span, locale, timeZone)}
      <span className={classes.under}>{formatUtc(span, timeZone)} UTC</span>
    </span>
  );
}
