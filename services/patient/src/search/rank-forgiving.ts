/** Who may be meant though something was typed otherwise, each with 1 to 599 points. */
import type { DateRange } from "@pms/contracts/text/typed-date";
import { type Directory, dayList, unborn } from "../directory/directory.ts";
import { alike } from "../lexicon/matches.ts";
import type { BestSlots } from "./best-slots.ts";
import { bornIn, type Criterion } from "./criteria.ts";
import { clearMarks, type MarkedWords, markWord, openMarks, visitBearers } from "./marked-words.ts";
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
/** What the whole name may count, with its birth dates; and having the words as whole names. */
const namePoints = 570;
const ownName = { last: 18, first: 8 };
/** Beside the whole name, which counts 2. */
const dateWeight = 1.2;
const particleWeight = 0.15;
const nameMin = 0.5;
/** With the birth date right, one word alone has to be like that. */
const withDateMin = 0.55;
/** With one field of the birth date wrong, the whole name has to be like that. */
const withNearDateMin = 0.78;

export function rankForgiving(directory: Directory, query: ForgivingQuery, best: BestSlots): void {
  const dates = query.born.map((ranges) => nearTest(directory, ranges));
  for (const reading of query.readings) {
    const marked = reading.units.map((unit, at) => markUnit(directory, unit, at));
    try {
      visitReading(directory, query, { ...reading, marked, dates }, best);
    } finally {
      for (const each of marked) clearMarks(each);
    }
  }
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

function markUnit(directory: Directory, { typed, matches, begun }: Unit, place: number): MarkedWords {
  const { sorted, lengths } = directory.lexicon;
  const marked = openMarks(directory, place);
  for (let at = 0; at < matches.ids.length; at += 1)
    markWord(directory, marked, matches.ids[at] ?? 0, matches.similarities[at] ?? 0);
  for (let at = begun.from; at < begun.to; at += 1) {
    const id = sorted[at] ?? 0;
    const more = (lengths[id] ?? 0) - typed.length;
    if (more > 0) markWord(directory, marked, id, Math.round((begunSimilarity - 0.02 * Math.min(10, more)) * alike));
  }
  return marked;
}

type MarkedReading = Reading & { marked: readonly MarkedWords[]; dates: readonly NearTest[] };

function visitReading(directory: Directory, query: ForgivingQuery, reading: MarkedReading, best: BestSlots): void {
  const { units, marked, weight, dates } = reading;
  const weights = units.map(({ isParticle }) => (isParticle ? particleWeight : 1));
  const sumOf = (marks: readonly number[]) => marks.reduce((sum, mark, at) => sum + mark * (weights[at] ?? 0), 0);
  const weightSum = sumOf(weights.map(() => 1));
  const visit = scoring(directory, query, { ...reading, weights }, best);
  const days = dates.find((each) => each.days !== undefined)?.days;
  if (days) visitDays(directory, days, visit);
  for (const lead of days ? [] : leadsOf(units, marked)) {
    const boundOf = (mark: number) => {
      const name = sumOf(marked.map((each) => (each === lead ? mark : each.most))) / weightSum / alike;
      const beside = dateWeight * dates.length;
      const points = (namePoints * (name * 2 + beside)) / (2 + beside) + ownName.last + ownName.first;
      return Math.round(Math.min(mostPoints, points) * weight);
    };
    visitBearers(directory, lead, best, { boundOf, visitsMax: lookedAtMax, visit });
  }
}

/**
 * The units whose words fewest people have: where all must fit one is enough, where one of three
 * may be missing two are.
 */
function leadsOf(units: readonly Unit[], marked: readonly MarkedWords[]): MarkedWords[] {
  const needed = marked.filter((_, at) => !units[at]?.isParticle);
  return needed.toSorted((a, b) => a.bearers - b.bearers).slice(0, mayMiss(needed.length) + 1);
}

const mayMiss = (needed: number) => (needed >= 3 ? 1 : 0);

/** Whoever was born on a day that is near to one typed. */
function visitDays({ byDay }: Directory, days: ReadonlyMap<number, number>, visit: (slot: number) => void): void {
  for (const day of days.keys())
    for (let entry = byDay.heads[dayList(day)] ?? 0; entry !== 0; entry = byDay.next[entry] ?? 0)
      visit(byDay.values[entry] ?? 0);
}

type Weighted = MarkedReading & { weights: readonly number[] };

function scoring(directory: Directory, query: ForgivingQuery, reading: Weighted, best: BestSlots) {
  const { words, wordsEnd, sortWords } = directory;
  const { criteria, reach } = query;
  const { weight, dates, weights } = reading;
  const marks = reading.marked.map((each) => each.marks);
  const weightSum = weights.reduce((sum, each) => sum + each, 0) * alike;
  const needed = weights.filter((each) => each === 1).length;
  const fitsMin = needed - mayMiss(needed);
  const isOwn = (id: number) => marks.some((own) => (own[id] ?? 0) > 0);
  return (slot: number): void => {
    const from = slot === 0 ? 0 : (wordsEnd[slot - 1] ?? 0);
    const to = wordsEnd[slot] ?? 0;
    let [sum, fits, most] = [0, 0, 0];
    for (let unit = 0; unit < marks.length; unit += 1) {
      const own = marks[unit] as Uint16Array;
      let mark = 0;
      for (let at = from; at < to; at += 1) {
        const each = own[words[at] ?? 0] ?? 0;
        if (each > mark) mark = each;
      }
      sum += mark * (weights[unit] ?? 0);
      if (mark === 0 || weights[unit] !== 1) continue;
      fits += 1;
      if (mark > most) most = mark;
    }
    const name = sum / weightSum;
    const isWhole = fits >= fitsMin && name >= nameMin;
    if ((!isWhole && (dates.length === 0 || most < withDateMin * alike)) || !reach(slot)) return;
    let [total, nearest] = [name * 2, 1];
    for (const { near } of dates) {
      const similarity = near(slot);
      if (similarity === 0) return;
      total += similarity * dateWeight;
      if (similarity < nearest) nearest = similarity;
    }
    // Of a name and a birth date one alone may be far from what was typed.
    if (nearest < swapped ? name < withNearDateMin : !isWhole && nearest < 1 && name < nameMin) return;
    for (const criterion of criteria) if (criterion(slot) === 0) return;
    // Who has the words as whole names comes before who has them beside others.
    const isLast = isOwn(sortWords[slot * 3] ?? 0);
    const bonus = (isLast ? ownName.last : 0) + (isOwn(sortWords[slot * 3 + 1] ?? 0) ? ownName.first : 0);
    const points = Math.min(mostPoints, (namePoints * total) / (2 + dateWeight * dates.length) + bonus);
    best.take(slot, Math.max(1, Math.round(points * weight)));
  };
}
