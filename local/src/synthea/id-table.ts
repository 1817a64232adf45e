import { hash } from "node:crypto";

/** The table is at most three quarters full. */
const fullest = 0.75;
/** Of each place: three words of the id's hash, and its number. */
const words = 4;

/**
 * A number above zero for each of many ids, at 22 to 43 bytes an id, outside of the heap: a Map of
 * the strings takes several times as much, and ends at 16 million. Ids are told apart by 96 bits of
 * their SHA-256.
 */
export type IdTable = {
  /** Zero for an id that has none. */
  get(id: string): number;
  set(id: string, number: number): void;
};

export function createIdTable(): IdTable {
  let places = 1_024;
  let table = new Uint32Array(places * words);
  let count = 0;

  /** Where the hash stands in `table`, or the free place where it would. */
  function find([a = 0, b = 0, c = 0]: Iterable<number>): number {
    for (let place = a % places; ; place = (place + 1) % places) {
      const at = place * words;
      if (table[at + 3] === 0 || (table[at] === a && table[at + 1] === b && table[at + 2] === c)) return at;
    }
  }
  function grow(): void {
    const old = table;
    places *= 2;
    table = new Uint32Array(places * words);
    for (let at = 0; at < old.length; at += words) {
      if (old[at + 3] === 0) continue;
      const entry = old.subarray(at, at + words);
      table.set(entry, find(entry));
    }
  }
  return {
    get: (id) => table[find(hashOf(id)) + 3] ?? 0,
    set(id, number) {
      if (count >= places * fullest) grow();
      const key = hashOf(id);
      const at = find(key);
      if (table[at + 3] === 0) count += 1;
      table.set(key, at);
      table[at + 3] = number;
    },
  };
}

function hashOf(id: string): [number, number, number] {
  const bytes = hash("sha256", id, "buffer");
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8)];
}
