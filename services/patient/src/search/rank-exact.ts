/** Who has every word as it was typed, whole or begun: what the search of the database finds. */
import type { Directory } from "../directory/directory.ts";
import { beginningWith } from "../lexicon/lexicon.ts";
import type { BestSlots } from "./best-slots.ts";
import type { Criterion } from "./criteria.ts";
import { clearMarks, type MarkedWords, markWord, openMarks, visitBearers } from "./marked-words.ts";
import type { Reach } from "./reach.ts";
import { formsOf } from "./word-forms.ts";

/** What has more words is searched for in the database. */
export const wordsMax = 24;
/** What a whole word counts, and one that is begun: up to 40 more the less of it is left to type. */
const [whole, begun, begunMore] = [900, 600, 40];
/** Marks are points in these parts. */
const parts = 64;
const wholeMark = whole * parts;
const lastNameBonus = { whole: 100, begun: 50 };
const criterionMax = 1_000;

export type ExactQuery = { words: readonly string[]; criteria: readonly Criterion[]; reach: Reach };

/** Takes each one found with 600 to 1,000 points. */
export function rankExact(directory: Directory, query: ExactQuery, best: BestSlots): void {
  const marked = query.words.map((_, at) => markTyped(directory, query.words, at));
  try {
    const lead = marked.reduce((one, other) => (other.bearers < one.bearers ? other : one));
    if (lead.bearers > 0) visitLead(directory, query, { marked, lead }, best);
  } finally {
    for (const each of marked) clearMarks(each);
  }
}

/** The words that the typed one begins, alone or in one with its neighbours. */
function markTyped(directory: Directory, words: readonly string[], at: number): MarkedWords {
  const { lexicon } = directory;
  const typed = words[at] ?? "";
  const marked = openMarks(directory, at);
  const own = lexicon.ids.get(typed);
  if (own !== undefined) markWord(directory, marked, own, wholeMark);
  for (const form of formsOf(words, at)) {
    const { from, to } = beginningWith(lexicon, form);
    for (let place = from; place < to; place += 1) {
      const id = lexicon.sorted[place] ?? 0;
      const points = begun + (begunMore * typed.length) / (lexicon.lengths[id] ?? 1);
      markWord(directory, marked, id, Math.floor(points * parts));
    }
  }
  return marked;
}

type Lead = { marked: readonly MarkedWords[]; lead: MarkedWords };

function visitLead(directory: Directory, query: ExactQuery, { marked, lead }: Lead, best: BestSlots): void {
  const { words, wordsEnd } = directory;
  const { criteria, reach } = query;
  const lastNameOf = lastNamePoints(directory, query.words);
  const marks = marked.map((each) => each.marks);
  const count = marks.length * parts;
  const others = marked.filter((each) => each !== lead);
  const mostOfOthers = others.reduce((sum, { most }) => sum + most, 0);
  const isLastName = others.some(({ most }) => most === wholeMark) || hasJoined(directory, query.words);
  const bonusOf = (mark: number) => (isLastName || mark === wholeMark ? lastNameBonus.whole : lastNameBonus.begun);
  const mean = (name: number, beside: number) => Math.floor((name + beside) / (criteria.length + 1));
  visitBearers(directory, lead, best, {
    boundOf: (mark) => mean(Math.floor((mark + mostOfOthers) / count) + bonusOf(mark), criteria.length * criterionMax),
    visitsMax: Number.POSITIVE_INFINITY,
    visit(slot) {
      if (!reach(slot)) return;
      const from = slot === 0 ? 0 : (wordsEnd[slot - 1] ?? 0);
      const to = wordsEnd[slot] ?? 0;
      let sum = 0;
      for (const own of marks) {
        let most = 0;
        for (let at = from; at < to; at += 1) {
          const mark = own[words[at] ?? 0] ?? 0;
          if (mark > most) most = mark;
        }
        if (most === 0) return;
        sum += most;
      }
      let beside = 0;
      for (const criterion of criteria) {
        const points = criterion(slot);
        if (points === 0) return;
        beside += points;
      }
      best.take(slot, mean(Math.floor(sum / count) + lastNameOf(slot), beside));
    },
  });
}

const hasJoined = ({ lexicon: { ids } }: Directory, words: readonly string[]) =>
  words.length > 1 && ids.has(words.join(""));

/** What the last name adds: it is one of the words or all of them in one, or begins with one. */
function lastNamePoints({ lexicon, sortWords }: Directory, words: readonly string[]) {
  const names = new Set([...words, words.join("")].flatMap((name) => lexicon.ids.get(name) ?? []));
  const begins = words.map((word) => beginningWith(lexicon, word));
  return (slot: number): number => {
    const id = sortWords[slot * 3] ?? 0;
    if (names.has(id)) return lastNameBonus.whole;
    const rank = lexicon.ranks[id] ?? 0;
    for (const { from, to } of begins) if (from <= rank && rank < to) return lastNameBonus.begun;
    return 0;
  };
}
