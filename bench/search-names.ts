/**
 * Public lists for the search's benchmarks, fetched once by pip into a folder of their own: the
 * names of the 1990 census with how many bear them (PyPI `names`, MIT), which keys are neighbours
 * and which characters are taken for each other by machines that read (PyPI `nlpaug`, MIT).
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const packages = ["names==0.3.0", "nlpaug==1.1.11"];

export type Lists = {
  first: WeightedNames;
  last: WeightedNames;
  /** By character, those that are typed or read instead. */
  keyboard: Readonly<Record<string, readonly string[]>>;
  ocr: Readonly<Record<string, readonly string[]>>;
};
export type WeightedNames = { names: string[]; sums: Float64Array };

/** @param folder where the packages lie, or are put */
export function readLists(folder = join(tmpdir(), "pms-search-lists")): Lists {
  if (!existsSync(join(folder, "names")))
    execFileSync("python3", ["-m", "pip", "install", "-q", "--no-deps", "--target", folder, ...packages], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  const census = (file: string) =>
    readFileSync(join(folder, "names", `dist.${file}`), "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([name]) => name);
  const json = (file: string) =>
    JSON.parse(readFileSync(join(folder, "nlpaug", "res", "char", file, "en.json"), "utf8")) as Lists["ocr"];
  return {
    first: weighted([...census("female.first"), ...census("male.first")]),
    last: weighted(census("all.last")),
    keyboard: json("keyboard"),
    ocr: bothWays(json("ocr")),
  };
}

/** What is taken for a character is taken for by it. */
function bothWays(table: Lists["ocr"]): Lists["ocr"] {
  const both = new Map<string, Set<string>>();
  const add = (a: string, b: string) => both.set(a, (both.get(a) ?? new Set()).add(b));
  for (const [a, others] of Object.entries(table))
    for (const b of others) {
      add(a.toLowerCase(), b.toLowerCase());
      add(b.toLowerCase(), a.toLowerCase());
    }
  // Of letters that run together in print; the package knows single characters alone.
  for (const [a, b] of [
    ["rn", "m"],
    ["cl", "d"],
    ["vv", "w"],
    ["l", "i"],
    ["l", "1"],
    ["o", "0"],
    ["s", "5"],
  ] as const) {
    add(a, b);
    add(b, a);
  }
  return Object.fromEntries([...both].map(([a, others]) => [a, [...others].filter((b) => b !== a)]));
}

function weighted(rows: readonly string[][]): WeightedNames {
  let sum = 0;
  const sums = Float64Array.from(rows, ([, share]) => (sum += Number(share) || 0.0005));
  return { names: rows.map(([name = ""]) => name.charAt(0) + name.slice(1).toLowerCase()), sums };
}

export type Random = () => number;

/** Numbers of a seed between 0 and 1 (mulberry32), so that every run asks the same. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const pick = <Value>(values: readonly Value[], random: Random): Value =>
  values[Math.floor(random() * values.length)] as Value;

/** A name, the oftener the more bear it. */
export function pickWeighted({ names, sums }: WeightedNames, random: Random): string {
  const at = random() * (sums.at(-1) ?? 0);
  let [from, to] = [0, sums.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sums[middle] ?? 0) > at) to = middle;
    else from = middle + 1;
  }
  return names[from] ?? "";
}
