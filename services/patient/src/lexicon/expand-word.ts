/** Which stored words someone may mean who types a word. */
import { bucketsOf, editsMax } from "./deletions.ts";
import { editCost, editsBetween } from "./edit-cost.ts";
import { heardMax } from "./letter-costs.ts";
import { letterSet, lettersBeside } from "./letter-sets.ts";
import { type Lexicon, soundOf } from "./lexicon.ts";
import { createMatches, type Matches, type WordMatches } from "./matches.ts";
import { soundCodes } from "./phonetics.ts";

/** Stored words that are kept for one typed, the most alike. */
const matchesMax = 300;
/** Stored words that are compared at most, by letters and for one sound. */
const comparedMax = 4_000;
const farthestCost = 2.6;
/** Letters from which on a word may only have begun, and how many of them may be wrong. */
const begunMin = 4;
const begunEdits = 1;

export function expandWord(lexicon: Lexicon, typed: string): WordMatches {
  const found = createMatches(lexicon.words.length);
  found.take(lexicon.ids.get(typed), 1, "exact");
  const { near, far } = lexicon.nicknamesOf(typed);
  for (const name of near) found.take(lexicon.ids.get(name), 0.84, "nickname");
  for (const name of far) found.take(lexicon.ids.get(name), 0.7, "nickname");
  takeSounds(lexicon, typed, found);
  takeMisspelt(lexicon, typed, found);
  return found.list(matchesMax);
}

/** Words of one code: the farther they are apart in letters, the less alike. */
function takeSounds(lexicon: Lexicon, typed: string, found: Matches): void {
  const { heads, next, values } = lexicon.sounds;
  for (const [at, code] of soundCodes(typed).entries()) {
    const isLoose = code.startsWith("*");
    const lettersMax = isLoose ? 2 : 4;
    let left = comparedMax;
    for (
      let entry = heads[lexicon.soundLists.get(code) ?? -1] ?? 0;
      entry !== 0 && left > 0;
      entry = next[entry] ?? 0
    ) {
      left -= 1;
      const id = values[entry] ?? 0;
      if (Math.abs((lexicon.lengths[id] ?? 0) - typed.length) > lettersMax) continue;
      const cost = editCost(typed, lexicon.words[id] ?? "");
      const similarity = isLoose ? 0.7 - 0.12 * cost : 0.83 - 0.07 * cost - 0.04 * at;
      if (cost > 0 && cost <= lettersMax && similarity > 0.3) found.take(id, similarity, "phonetic");
    }
  }
}

/** Words with a few wrong letters, and words that begin with what has some. */
function takeMisspelt(lexicon: Lexicon, typed: string, found: Matches): void {
  const { letters } = lexicon;
  const own = letterSet(typed);
  const [editsMost, begunMost] = [editsMax(typed), typed.length >= begunMin ? begunEdits : -1];
  const { heads, next, values } = lexicon.deletions;
  const sound = soundOf(lexicon, typed);
  let left = comparedMax;
  for (const bucket of bucketsOf(typed))
    for (let entry = heads[bucket] ?? 0; entry !== 0 && left > 0; entry = next[entry] ?? 0) {
      const id = values[entry] ?? 0;
      if (!found.isNew(id)) continue;
      // Most that share a bucket are told apart by their letters, before any edit is counted.
      const set = letters[id] ?? 0;
      const missing = lettersBeside(own, set);
      if (missing > editsMost || (missing > begunMost && lettersBeside(set, own) > editsMost)) continue;
      left -= 1;
      takeNear(lexicon, typed, id, sound, found);
    }
}

function takeNear(lexicon: Lexicon, typed: string, id: number, sound: number | undefined, found: Matches): void {
  const word = lexicon.words[id] ?? "";
  const max = editsMax(typed);
  const { whole, begun } = editsBetween(typed, word, max);
  if (whole <= max && whole > 0) {
    const cost = editCost(typed, word);
    if (cost > farthestCost) return;
    // A word of three or four letters with one changed is soon another name.
    const similarity = 1 - (word.length < 5 ? 0.22 : 0.19) * cost;
    const isHeard = cost > 0 && (whole > 1 || cost <= heardMax) && lexicon.firstSounds[id] === sound;
    found.take(id, similarity, isHeard ? "phonetic" : "fuzzy");
  } else if (begun <= begunEdits && typed.length >= begunMin)
    found.take(id, 0.6 - 0.02 * Math.min(8, word.length - typed.length), "fuzzy");
}
