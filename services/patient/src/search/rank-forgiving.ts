/** Who may be meant though something was typed otherwise, each with 1 to 599 points. */
import type { DateRange } from "@pms/contracts/text/typed-date";
import { type Directory, dayList, unborn } from "../directory/directory.ts";
import { type Criterion, dayOf } from "./criteria.ts";
import { begunSimilarity, type Reading, type Unit } from "./meanings.ts";
import { nearDate } from "./near-dates.ts";
import type { Reach } from "./reach.ts";

export type ForgivingQuery = {
  readings: readonly Reading[];
  born: readonly (readonly DateRange[])[];
  criteria: readonly Criterion[];
  reach: Reach;
};

/** Slots that are looked at for one word of one reading. */
const lookedAtMax = 150_000;
const mostPoints = 599;
/** Beside the whole name, which counts 2. */
const dateWeight = 1.2;
const nameMin = 0.5;
/** With the birth date right, one word alone has to be like that. */
const withDateMin = 0.55;
const dayMs = 86_400_000;

/** By the word's id, how alike each unit is to it in 200ths, 0 where it is not. */
const marks: Uint8Array[] = [];
const full = 200;

export function rankForgiving(directory: Directory, query: ForgivingQuery): Map<number, number> {
  const found = new Map<number, number>();
  for (const { units, weight } of query.readings) {
    const touched = units.map((unit, at) => markUnit(directory, unit, at));
    try {
      const score = scoreOf(directory, query, units, (slot, points) => {
        const own = Math.max(1, Math.round(points * weight));
        if (own > (found.get(slot) ?? 0)) found.set(slot, own);
      });
      for (const lead of leadsOf(directory, units, touched))
        visitWords(directory, touched[lead] ?? [], query.reach, score);
      visitDays(directory, query, score);
    } finally {
      for (const [at, ids] of touched.entries()) for (const id of ids) (marks[at] as Uint8Array)[id] = 0;
    }
  }
  return found;
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

type Score = (slot: number, isDated: boolean) => void;

function visitWords({ byWord }: Directory, ids: readonly number[], reach: Reach, score: Score): void {
  const { heads, next, values } = byWord;
  let left = lookedAtMax;
  for (const id of ids)
    for (let entry = heads[id] ?? 0; entry !== 0 && left > 0; entry = next[entry] ?? 0) {
      left -= 1;
      const slot = values[entry] ?? 0;
      if (reach(slot)) score(slot, false);
    }
}

/** Who was born on a day that was typed: one word that fits is enough. */
function visitDays({ byDay }: Directory, { born, reach }: ForgivingQuery, score: Score): void {
  for (const { from, to } of born[0] ?? []) {
    if (from !== to) continue;
    for (let entry = byDay.heads[dayList(dayOf(from))] ?? 0; entry !== 0; entry = byDay.next[entry] ?? 0) {
      const slot = byDay.values[entry] ?? 0;
      if (reach(slot)) score(slot, true);
    }
  }
}

function scoreOf(
  directory: Directory,
  { born, criteria }: ForgivingQuery,
  units: readonly Unit[],
  take: (slot: number, points: number) => void,
): Score {
  const { words, wordsEnd, sortWords } = directory;
  const weights = units.map(({ isParticle }) => (isParticle ? 0.15 : 1));
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const needed = weights.filter((weight) => weight === 1).length;
  const best = new Uint8Array(units.length);
  const isOwn = (id: number) => units.some((_, at) => (marks[at]?.[id] ?? 0) > 0);
  return (slot, isDated) => {
    best.fill(0);
    for (let at = slot === 0 ? 0 : (wordsEnd[slot - 1] ?? 0); at < (wordsEnd[slot] ?? 0); at += 1) {
      const id = words[at] ?? 0;
      for (let unit = 0; unit < units.length; unit += 1) {
        const own = marks[unit]?.[id] ?? 0;
        if (own > (best[unit] ?? 0)) best[unit] = own;
      }
    }
    let [sum, fits, most] = [0, 0, 0];
    for (const [at, weight] of weights.entries()) {
      const own = (best[at] ?? 0) / full;
      sum += own * weight;
      if (weight === 1 && own > 0) fits += 1;
      if (weight === 1 && own > most) most = own;
    }
    const name = sum / weightSum;
    const isWhole = fits >= needed - mayMiss(needed) && name >= nameMin;
    if (!isWhole && !(isDated && most >= withDateMin)) return;
    let total = name * 2;
    for (const ranges of born) {
      const near = nearTo(directory, slot, ranges);
      if (near === 0) return;
      total += near * dateWeight;
    }
    if (criteria.some((criterion) => criterion(slot) === 0)) return;
    const lastName = sortWords[slot * 3] ?? 0;
    const firstName = sortWords[slot * 3 + 1] ?? 0;
    // Who has the words as whole names comes before who has them beside others.
    const bonus = (isOwn(lastName) ? 18 : 0) + (isOwn(firstName) ? 8 : 0);
    take(slot, Math.min(mostPoints, (570 * total) / (2 + dateWeight * born.length) + bonus));
  };
}

/** 0 where the slot's patient was not born near any of the days. */
function nearTo({ birthDay }: Directory, slot: number, ranges: readonly DateRange[]): number {
  const day = birthDay[slot] ?? unborn;
  if (day === unborn) return 0;
  return nearDate(new Date(day * dayMs).toISOString().slice(0, 10), ranges)?.similarity ?? 0;
}
