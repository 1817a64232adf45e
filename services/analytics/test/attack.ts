/**
 * An attacker who may ask anything that an analyst may, and solves for what is withheld by what the
 * answers leave possible.
 */
import type { Analytics, Row } from "./support.ts";
import { analyst } from "./support.ts";

/** A figure of one set: measure, facility, period and group, each `*` for all. */
export type Answers = Map<string, number>;
export type Bounds = { low: number; high: number };
/** A set is the sum of its parts. */
export type Relation = { whole: string; parts: readonly string[] };

const all = "*";
export const nodeOf = (measure: string, facility: string, period: string, group: string) =>
  [measure, facility, period, group].join("|");

/** Twelve months and what they make up, from the second half of 2025 to the first of 2026. */
export const months = Array.from({ length: 12 }, (_, i) =>
  new Date(Date.UTC(2025, 6 + i, 1)).toISOString().slice(0, 7),
);
const quarterOf = (month: string) => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
const quarters = [...new Set(months.map(quarterOf))];
const years = ["2025", "2026"];
const ranges = [
  { from: "2025-07-01", to: "2026-06-30", granularity: "month" },
  { from: "2025-08-01", to: "2026-05-31", granularity: "month" },
  { from: "2025-07-01", to: "2026-06-30", granularity: "quarter" },
  { from: "2025-07-01", to: "2026-06-30", granularity: "year" },
  { from: "2025-07-31", to: "2025-07-31", granularity: "day" },
  { from: "2026-03-02", to: "2026-03-30", granularity: "week" },
];

/**
 * Asks every report in every way; answers every figure that was shown. The last of two figures of
 * one set counts.
 */
export async function askEverything(of: Analytics, facilities: readonly string[]): Promise<Answers> {
  const answers: Answers = new Map();
  for (const facilityId of [undefined, ...facilities]) {
    const where = facilityId === undefined ? {} : { facilityId };
    const take = (name: string, measure: string, rows: readonly Row[], groupOf: (row: Row) => string) => {
      for (const row of rows) {
        const figure = measure.endsWith("amount") ? row.amount?.amountMinor : row.count;
        const facility = String(row.facilityId ?? facilityId ?? all);
        const period = String(row.period ?? all);
        if (figure !== null && figure !== undefined)
          answers.set(nodeOf(`${name}-${measure}`, facility, period, groupOf(row)), figure);
      }
    };
    for (const timeZone of ["UTC", "America/New_York", "Asia/Tokyo"]) {
      const to = { to: "2026-06-30", timeZone, ...where };
      const ages = await of.report(analyst, "age-sex", to);
      take("age-sex", "count", ages.rows, ({ age, sex }) => `${age} ${sex}`);
      const states = await of.report(analyst, "geography", to);
      take("geography", "count", states.rows, ({ state }) => String(state));
      const thorough = timeZone === "UTC";
      for (const range of thorough ? ranges : ranges.slice(0, 1))
        for (const groupBy of thorough ? [undefined, "sex", "state", "facility"] : [undefined]) {
          const query = { ...range, ...where, timeZone, ...(groupBy && { groupBy }) };
          const { rows } = await of.report(analyst, "registrations", query);
          take("registrations", "count", rows, ({ sex, state }) => String(sex ?? state ?? all));
        }
    }
    for (const range of ranges)
      for (const groupBy of [undefined, "code", "facility"]) {
        const { rows } = await of.report(analyst, "charges", { ...range, ...where, ...(groupBy && { groupBy }) });
        take("charges", "count", rows, ({ code }) => String(code ?? all));
        take("charges", "amount", rows, ({ code }) => String(code ?? all));
      }
  }
  return answers;
}

/** How sets are made of each other, for whoever knows the facilities and the groups. */
export function relationsOf(facilities: readonly string[], groups: Record<string, readonly string[][]>): Relation[] {
  return Object.entries(groups).flatMap(([measure, partitions]) => {
    const periods = /^(registrations|charges)/.test(measure) ? [...months, ...quarters, ...years] : [all];
    const everyGroup = [all, ...partitions.flat()];
    const everyFacility = [all, ...facilities];
    const node = (facility: string, period: string, group: string) => nodeOf(measure, facility, period, group);
    return [
      ...periods.flatMap((period) =>
        everyGroup.map((group) => ({
          whole: node(all, period, group),
          parts: facilities.map((facility) => node(facility, period, group)),
        })),
      ),
      ...everyFacility.flatMap((facility) =>
        periods.flatMap((period) =>
          partitions.map((partition) => ({
            whole: node(facility, period, all),
            parts: partition.map((group) => node(facility, period, group)),
          })),
        ),
      ),
      ...everyFacility.flatMap((facility) =>
        everyGroup
          .flatMap((group) =>
            [...quarters, ...years].map((longer) => ({
              whole: node(facility, longer, group),
              parts: (longer.length === 4
                ? quarters.filter((q) => q.startsWith(longer))
                : months.filter((m) => quarterOf(m) === longer)
              ).map((period) => node(facility, period, group)),
            })),
          )
          .filter(() => periods.length > 1),
      ),
    ];
  });
}

/**
 * What every set can be, when each answer is off by at most this much; undefined when nothing fits.
 * Bounds are passed on along the relations until they no longer move.
 */
export function solve(
  answers: Answers,
  relations: readonly Relation[],
  errorOf: (node: string, figure: number) => number,
): Map<string, Bounds> | undefined {
  const bounds = new Map<string, Bounds>();
  const of = (node: string): Bounds => {
    const known = bounds.get(node) ?? { low: 0, high: Number.POSITIVE_INFINITY };
    bounds.set(node, known);
    return known;
  };
  for (const [node, figure] of answers) {
    const error = errorOf(node, figure);
    bounds.set(node, { low: Math.max(0, figure - error), high: figure + error });
  }
  let moved = true;
  const narrow = (node: string, low: number, high: number) => {
    const known = of(node);
    const next = { low: Math.max(known.low, low), high: Math.min(known.high, high) };
    if (next.low > known.low + 1e-6 || next.high < known.high - 1e-6) moved = true;
    bounds.set(node, next);
    return next.low <= next.high + 1e-6;
  };
  for (let round = 0; moved && round < 200; round += 1) {
    moved = false;
    for (const { whole, parts } of relations) {
      const sum = (side: "low" | "high") => parts.reduce((total, part) => total + of(part)[side], 0);
      if (!narrow(whole, sum("low"), sum("high"))) return undefined;
      for (const part of parts) {
        const others = (side: "low" | "high") =>
          parts.reduce((total, other) => (other === part ? total : total + of(other)[side]), 0);
        if (!narrow(part, of(whole).low - others("high"), of(whole).high - others("low"))) return undefined;
      }
    }
  }
  return bounds;
}

/**
 * The bounds under the smallest error that explains all answers: the attacker believes figures as
 * far as they can.
 */
export function solveWithLeastError(answers: Answers, relations: readonly Relation[]) {
  for (let error = 0; error < 1_000; error = error < 1 ? 0.5 + error : error * 1.1) {
    const bounds = solve(answers, relations, (_, figure) => error * Math.max(1, Math.abs(figure) / 1_000));
    if (bounds) return { error, bounds };
  }
  throw new Error("Nothing explains the answers");
}
