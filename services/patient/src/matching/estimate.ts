/**
 * The weights as the clinic's own records would have them: u from pairs taken at random, m by
 * expectation–maximisation over the pairs that share a key (Winkler 1988).
 */
import { blockingKeys } from "./blocking.ts";
import type { Comparable } from "./comparable.ts";
import { type Comparison, compare, type Field, levels } from "./compare.ts";
import { type MatchModel, priorBitsOf } from "./judge.ts";
import type { Model, Rates } from "./weigh.ts";
import { probabilityOf, weigh } from "./weigh.ts";

const randomPairs = 100_000;
const rounds = 10;
/** What the shipped weights count for beside what is seen, in pairs: a small base changes little. */
const shippedU = 100_000;
const shippedM = 200;
/** As in the search for candidates. */
const blockMax = 50;

type Random = () => number;
const fieldNames = Object.keys(levels) as Field[];

/**
 * @param records of all or a sample of the patients
 * @param random 0 to 1; the same numbers give the same weights
 * @returns rates of each level, and how many pairs they rest on
 */
export function estimateRates(
  records: readonly Comparable[],
  shipped: Model,
  random: Random,
): { rates: Model["rates"]; pairs: number } {
  const u = sharesOf(pairsAtRandom(records, random), () => 1, { shipped, of: "u", weight: shippedU });
  const pairs = pairsThatShareKeys(records);
  let model: MatchModel = {
    model: { ...shipped, rates: joined(u, shipped.rates) },
    priorBits: priorBitsOf(records.length),
  };
  for (let round = 0; round < rounds; round += 1) {
    const { model: before, priorBits } = model;
    const likely = new Map(pairs.map((pair) => [pair, probabilityOf(weigh(pair, before, priorBits).bits)]));
    const m = sharesOf(pairs, (pair) => likely.get(pair) ?? 0, { shipped, of: "m", weight: shippedM });
    model = { model: { ...before, rates: joined(u, m) }, priorBits };
  }
  return { rates: model.model.rates, pairs: pairs.length };
}

/** How often each level is seen among pairs that count for what `countOf` says. */
function sharesOf(
  pairs: readonly Comparison[],
  countOf: (pair: Comparison) => number,
  { shipped, of, weight }: { shipped: Model; of: keyof Rates; weight: number },
): Model["rates"] {
  const rates = structuredClone(shipped.rates);
  for (const field of fieldNames) {
    const seen = new Map<string, number>();
    let total = 0;
    for (const pair of pairs) {
      const level = pair[field];
      if (level === undefined) continue;
      const count = countOf(pair);
      seen.set(level, (seen.get(level) ?? 0) + count);
      total += count;
    }
    for (const [level, known] of Object.entries(rates[field]))
      known[of] = ((seen.get(level) ?? 0) + known[of] * weight) / (total + weight);
  }
  return rates;
}

/** u of one, m of the other. */
function joined(u: Model["rates"], m: Model["rates"]): Model["rates"] {
  const rates = structuredClone(m);
  for (const field of fieldNames)
    for (const [level, known] of Object.entries(rates[field])) known.u = u[field][level]?.u ?? known.u;
  return rates;
}

function pairsAtRandom(records: readonly Comparable[], random: Random): Comparison[] {
  if (records.length < 2) return [];
  return Array.from({ length: randomPairs }, () => {
    const first = Math.floor(random() * records.length);
    const other = (first + 1 + Math.floor(random() * (records.length - 1))) % records.length;
    return compare(records[first] as Comparable, records[other] as Comparable);
  });
}

function pairsThatShareKeys(records: readonly Comparable[]): Comparison[] {
  const blocks = new Map<string, number[]>();
  for (const [index, record] of records.entries())
    for (const key of blockingKeys(record)) {
      const block = blocks.get(key);
      if (block) block.push(index);
      else blocks.set(key, [index]);
    }
  const seen = new Set<number>();
  const pairs: Comparison[] = [];
  for (const block of blocks.values()) {
    if (block.length > blockMax) continue;
    for (const [at, a] of block.entries())
      for (const b of block.slice(at + 1)) {
        const pair = a * records.length + b;
        if (seen.has(pair)) continue;
        seen.add(pair);
        pairs.push(compare(records[a] as Comparable, records[b] as Comparable));
      }
  }
  return pairs;
}
