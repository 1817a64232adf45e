/**
 * Words by what is left of them when letters are missing: two words are near where they leave the
 * same (symmetric deletion, W. Garbe's SymSpell). Only beginnings are compared, so that a long
 * word costs no more than a short one.
 */
import { addToChain, type Chains, createChains } from "./chains.ts";

const bucketBits = 20;
const prefixMax = 7;
const wordMax = 32;

/** Letters that may be wrong in a word: in the shortest none, in most two. */
export function editsMax(word: string): number {
  if (word.length < 3 || word.length > wordMax) return 0;
  return word.length === 3 ? 1 : 2;
}

export function createDeletions(): Chains {
  return createChains(2 ** bucketBits);
}

/** A word is found in the buckets of what it leaves. */
export function addDeletions(deletions: Chains, word: string, id: number): void {
  for (const bucket of bucketsOf(word)) addToChain(deletions, bucket, id);
}

/** The buckets of a word's beginning without one or two of its letters, each once. */
export function bucketsOf(word: string): number[] {
  const edits = editsMax(word);
  if (edits === 0) return [];
  const length = Math.min(prefixMax, word.length);
  const buckets = new Set([bucketOf(word, length, length, length)]);
  for (let one = 0; one < length; one += 1) {
    buckets.add(bucketOf(word, length, one, length));
    if (edits === 1) continue;
    for (let other = one + 1; other < length; other += 1) buckets.add(bucketOf(word, length, one, other));
  }
  return [...buckets];
}

/** FNV-1a of the letters but those at two places, folded to the number of buckets. */
function bucketOf(word: string, length: number, one: number, other: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < length; at += 1) {
    if (at === one || at === other) continue;
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> bucketBits)) & (2 ** bucketBits - 1);
}
