/**
 * How charts name their periods and write their figures, on the page and in the exported picture.
 */
import { exponentOf } from "../text/currency.ts";

const monthOf = (date: string) => Number(date.slice(5, 7));

/** `2026-11-23` → `23 Nov`, `2026-11` → `Nov 2026`, `2026-Q4` → `Q4 2026`; others as they are. */
export function periodLabel(period: string, locale?: string): string {
  const quarter = /^(\d{4})-(Q\d)$/.exec(period);
  if (quarter) return `${quarter[2]} ${quarter[1]}`;
  const isMonth = /^\d{4}-\d{2}$/.test(period);
  if (!isMonth && !/^\d{4}-\d{2}-\d{2}$/.test(period)) return period;
  const shape = isMonth ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  const options = { ...shape, timeZone: "UTC" } as Intl.DateTimeFormatOptions;
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${period.padEnd(10, "-01")}T00:00:00Z`));
}

/**
 * Whether the day is in the period of a month, quarter or year; a day is over when it is told of.
 */
export function isUnderWay(period: string, today: string): boolean {
  if (/^\d{4}(-\d{2})?$/.test(period)) return today.startsWith(period);
  return period === `${today.slice(0, 4)}-Q${Math.ceil(monthOf(today) / 3)}`;
}

/** In units of which a picture is drawn: dollars of cents, and people as they are. */
export function inMajorUnits(figure: number, currency: string | undefined): number {
  return currency === undefined ? figure : figure / 10 ** exponentOf(currency);
}

/** `$48.2K`, for axes and labels, where a short figure says enough. */
export function compactFigure(figure: number, currency: string | undefined, locale?: string): string {
  const shape = currency === undefined ? {} : ({ style: "currency", currency } as const);
  const short = Math.abs(inMajorUnits(figure, currency)) >= 10_000;
  const digits = short ? ({ notation: "compact", maximumFractionDigits: 1 } as const) : { maximumFractionDigits: 0 };
  const format = new Intl.NumberFormat(locale, { ...shape, minimumFractionDigits: 0, ...digits });
  return format.format(inMajorUnits(figure, currency));
}

/** `$48,210.00`, exactly. */
export function fullFigure(figure: number, currency: string | undefined, locale?: string): string {
  if (currency === undefined) return new Intl.NumberFormat(locale).format(figure);
  const digits = exponentOf(currency);
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(locale, { style: "currency", currency, ...decimals });
  return format.format(`${figure}e-${exponentOf(currency)}` as Intl.StringNumericLiteral);
}

/** Round figures from zero to beyond the largest (and the smallest below zero), in its units. */
export function ticksFor(smallest: number, largest: number, currency: string | undefined): number[] {
  const unit = currency === undefined ? 1 : 10 ** exponentOf(currency);
  const rough = Math.max(largest / unit, -smallest / unit, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power);
  const below = smallest < 0 ? Math.ceil(-smallest / unit / step) : 0;
  const above = Math.max(Math.ceil(largest / unit / step), below === 0 ? 1 : 0);
  return Array.from({ length: below + above + 1 }, (_, index) => Math.round((index - below) * step * unit));
}
