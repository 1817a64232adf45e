/**
 * Lists of numbers by a number, all in three arrays: millions of short lists that the garbage
 * collector never looks at. The newest entry comes first.
 */
export type Chains = {
  /** The newest entry of each list; 0 where it is empty. */
  heads: Int32Array;
  /** The entry before this one; 0 at the end. */
  next: Int32Array;
  values: Float64Array | Int32Array;
  size: number;
};

/** @param wide whether values may be more than 31 bits */
export function createChains(lists: number, { wide = false } = {}): Chains {
  const capacity = 1024;
  return {
    heads: new Int32Array(lists),
    next: new Int32Array(capacity),
    values: wide ? new Float64Array(capacity) : new Int32Array(capacity),
    size: 1,
  };
}

export function addToChain(chains: Chains, list: number, value: number): void {
  if (list >= chains.heads.length) chains.heads = grown(chains.heads, list + 1);
  if (chains.size >= chains.next.length) {
    chains.next = grown(chains.next, chains.size + 1);
    chains.values = grown(chains.values, chains.size + 1);
  }
  const entry = chains.size++;
  chains.values[entry] = value;
  chains.next[entry] = chains.heads[list] ?? 0;
  chains.heads[list] = entry;
}

/** The same numbers in an array of at least this length: half as long again, so that growing is rare. */
export function grown<Numbers extends Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array>(
  numbers: Numbers,
  length: number,
): Numbers {
  const longer = new (numbers.constructor as new (length: number) => Numbers)(
    Math.max(length, Math.ceil(numbers.length * 1.5)),
  );
  longer.set(numbers);
  return longer;
}
