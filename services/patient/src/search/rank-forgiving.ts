/** Who may be meant though something was typed otherwise, each with 1 to 599 points. */
import type { DateRange } from "@pms/contracts/text/typed-date";
import { type Directory, dayList, unborn } from "../directory/directory.ts";
import { bornIn, type Criterion } from "./criteria.ts";
import { begunSimilarity, type Reading, type Unit } from "./meanings.ts";
import { nearDays, swapped } from "./near-dates.ts";
import type { Reach } from "./reach.ts";

export type ForgivingQuery = {
  readings: readonly Reading[];
  born: readonly (readonly DateRange[])[];
  criteria: readonly Criterion[];
  reach: Reach;
};

/** Slots that are looked at for one word of one reading, those of the most alike words first. */
const lookedAtMax = 25_000;
const mostPoints = 599;
/** Beside the whole name, which counts 2. */
const dateWeight = 1.2;
const nameMin = 0.5;
/** With the birth date right, one word alone has to be like that. */
const withDateMin = 0.55;
/** With one field of the birth date wrong, the whole name has to be like that. */
const withNearDateMin = 0.78;

/** By the word's id, how alike each unit is to it in 200ths, 0 where it is not. */
const marks: Uint8Array[] = [];
const full = 200;

export function rankForgiving(directory: Directory, query: ForgivingQuery): Map<number, number> {
  const found = new Map<number, number>();
  const dates = query.born.map((ranges) => nearTest(directory, ranges));
  const days = dates.find((each) => each.days !== undefined)?.days;
  for (const { units, weight } of query.readings) {
    const touched = units.map((unit, at) => markUnit(directory, unit, at));
    try {
      const score = scoreOf(directory, query, units, dates, (slot, points) => {
        const own = Math.max(1, Math.round(points * weight));
        if (own > (found.get(slot) ?? 0)) found.set(slot, own);
      });
      if (days) visitDays(directory, days, score);
      else
        for (const lead of leadsOf(directory, units, touched))
          visitWords(directory, mostAlikeFirst(touched[lead] ?? [], lead), score);
    } finally {
      for (const [at, ids] of touched.entries()) {
        const own = marks[at] as Uint8Array;
        for (const id of ids) own[id] = 0;
      }
    }
  }
  return found;
}

function mostAlikeFirst(ids: readonly number[], unit: number): number[] {
  const own = marks[unit] as Uint8Array;
  return ids.toSorted((a, b) => (own[b] ?? 0) - (own[a] ?? 0));
}

type NearTest = { days: ReadonlyMap<number, number> | undefined; near: (slot: number) => number };

/** How near the slot's birth date is to one typed, 0 where it is not; `days` are all that are. */
function nearTest(directory: Directory, ranges: readonly DateRange[]): NearTest {
  const { birthDay } = directory;
  const days = nearDays(ranges);
  if (days) return { days, near: (slot) => days.get(birthDay[slot] ?? unborn) ?? 0 };
  const isWithin = bornIn(directory, ranges);
  return { days, near: (slot) => (isWithin(slot) > 0 ? 1 : 0) };
}

/** @returns the ids of the words that the unit may be */
function markUnit({ lexicon }: Directory, { typed, matches, begun }: Unit, at: number): number[] {
  const known = marks[at];
  if (!known || known.length < lexicon.words.length) marks[at] = new Uint8Array(Math.ceil(lexicon.words.length * 1.5));
  const own = marks[at] as Uint8Array;
  const touched: number[] = [];
  const mark = (id: number, similarity: number) => {
    if (own[id] === 0) touched.push(id);
    own[id] = Math.max(own[id] ?? 0, Math.round(similarity * full));
  };
  for (const [id, { similarity }] of matches) mark(id, similarity);
  for (let place = begun.from; place < begun.to; place += 1) {
    const id = lexicon.sorted[place] ?? 0;
    const more = (lexicon.words[id]?.length ?? 0) - typed.length;
    if (more > 0) mark(id, begunSimilarity - 0.02 * Math.min(10, more));
  }
  return touched;
}

/**
 * The units whose words fewest people have: where all must fit one is enough, where one of three
 * may be missing two are.
 */
function leadsOf({ wordCounts }: Directory, units: readonly Unit[], touched: readonly number[][]): number[] {
  const counts = touched.map((ids) => ids.reduce((sum, id) => sum + (wordCounts[id] ?? 0), 0));
  const needed = units.flatMap(({ isParticle }, at) => (isParticle ? [] : [at]));
  const rarest = needed.sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0));
  return rarest.slice(0, mayMiss(needed.length) + 1);
}

const mayMiss = (needed: number) => (needed >= 3 ? 1 : 0);

type Score = (slot: number) => void;

function visitWords({ byWord }: Directory, ids: readonly number[], score: Score): void {
  const { heads, next, values } = byWord;
  let left = lookedAtMax;
  for (const id of ids)
    for (let entry = heads[id] ?? 0; entry !== 0 && left > 0; entry = next[entry] ?? 0) {
      left -= 1;
      score(values[entry] ?? 0);
    }
}

/** Whoever was born on a day that is near to one typed. */
function visitDays({ byDay }: Directory, days: ReadonlyMap<number, number>, score: Score): void {
  for (const day of days.keys())
    for (let entry = byDay.heads[dayList(day)] ?? 0; entry !== 0; entry = byDay.next[entry] ?? 0)
      score(byDay.values[entry] ?? 0);
}

function scoreOf(
  directory: Directory,
  { criteria, reach }: ForgivingQuery,
  units: readonly Unit[],
  dates: readonly NearTest[],
  take: (slot: number, points: number) => void,
): Score {
  const { words, wordsEnd, sortWords } = directory;
  const own = marks.slice(0, units.length);
  const weights = units.map(({ isParticle }) => (isParticle ? 0.15 : 1));
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const needed = weights.filter((weight) => weight === 1).length;
  const best = new Uint8Array(units.length);
  const isOwn = (id: number) => own.some((each) => (each[id] ?? 0) > 0);
  return (slot) => {
    best.fill(0);
    for (let at = slot === 0 ? 0 : (wordsEnd[slot - 1] ?? 0); at < (wordsEnd[slot] ?? 0); at += 1) {
      const id = words[at] ?? 0;
      for (let unit = 0; unit < best.length; unit += 1) {
        const mark = own[unit]?.[id] ?? 0;
        if (mark > (best[unit] ?? 0)) best[unit] = mark;
      }
    }
    let [sum, fits, most] = [0, 0, 0];
    for (let unit = 0; unit < best.length; unit += 1) {
      const mark = best[unit] ?? 0;
      const weight = weights[unit] ?? 0;
      sum += mark * weight;
      if (weight < 1) continue;
      if (mark > 0) fits += 1;
      if (mark > most) most = mark;
    }
    const name = sum / weightSum / full;
    const isWhole = fits >= needed - mayMiss(needed) && name >= nameMin;
    if ((!isWhole && (dates.length === 0 || most < withDateMin * full)) || !reach(slot)) return;
    let [total, nearest] = [name * 2, 1];
    for (const { near } of dates) {
      const similarity = near(slot);
      if (similarity === 0) return;
      total += similarity * dateWeight;
      if (similarity < nearest) nearest = similarity;
    }
    // Of a name and a birth date one alone may be far from what was typed.
    if (nearest < swapped ? name < withNearDateMin : !isWhole && nearest < 1 && name < nameMin) return;
    if (criteria.some((criterion) => criterion(slot) === 0)) return;
    // Who has the words as whole names comes before who has them beside others.
    const bonus = (isOwn(sortWords[slot * 3] ?? 0) ? 18 : 0) + (isOwn(sortWords[slot * 3 + 1] ?? 0) ? 8 : 0);
    take(slot, Math.min(mostPoints, (570 * total) / (2 + dateWeight * dates.length) + bonus));
  };
}
