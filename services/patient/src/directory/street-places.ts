/** Who lives at which house number of which street, within a directory. */
import { addToChain, type Chains, createChains } from "../lexicon/chains.ts";
import { streetKeys } from "./street-keys.ts";

const lists = 2 ** 18;
const checks = 2 ** 14;

/** Slots by house number and word of the street, with bits of the key that tell apart what shares a list. */
export const createStreets = (): Chains => createChains(lists, { wide: true });

export function addStreet(streets: Chains, street: string, slot: number): void {
  for (const key of streetKeys(street)) {
    const { list, check } = placeOf(key);
    addToChain(streets, list, slot * checks + check);
  }
}

/** Who lives at the house number of that street: one of `streetKeys`. */
export function slotsAt(streets: Chains, key: string): number[] {
  const { list, check } = placeOf(key);
  const found: number[] = [];
  for (let entry = streets.heads[list] ?? 0; entry !== 0; entry = streets.next[entry] ?? 0) {
    const value = streets.values[entry] ?? 0;
    if (value % checks === check) found.push(Math.floor(value / checks));
  }
  return found;
}

/** FNV-1a: the list by some bits, and the rest to compare. */
function placeOf(key: string): { list: number; check: number } {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return { list: hash & (lists - 1), check: hash >>> 18 };
}
