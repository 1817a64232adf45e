/**
 * `npx node bench/search-recall.ts [--patients 100000 --queries 400]`: for each kind of error how
 * often the right patient is the first hit and among the first ten, over names of a census, and what
 * a search costs without the database and the way to it. Asked are people whose first and last name
 * nobody else has: two of one name nobody can tell apart.
 */
import { readCommandLine } from "../local/src/command-line.ts";
import { ceilingOf } from "./search-ceiling.ts";
import { errorKinds, type MakeQuery, mayMean } from "./search-errors.ts";
import { askOf, cpuMs, fillDirectory } from "./search-memory.ts";
import { readLists, seeded } from "./search-names.ts";
import type { Person } from "./search-patients.ts";

const { values: flags } = readCommandLine("npx node bench/search-recall.ts [--patients 100000 --queries 400]", {
  options: {
    patients: { type: "string", default: "100000" },
    queries: { type: "string", default: "400" },
    misses: { type: "boolean", default: false },
    kinds: { type: "string", default: "" },
  },
});
const goal = { first: 0.9, ten: 0.98 };

const lists = readLists();
const { people, rows, directory, cpuSeconds, megabytes } = fillDirectory(lists, Number(flags.patients));
console.log(
  `${people.length} patients taken up in ${cpuSeconds.toFixed(1)} s of CPU, ${megabytes.toFixed(0)} MB of arrays, ${directory.lexicon.words.length} words`,
);
const ask = askOf(directory, rows);
const ceiling = ceilingOf(people);
const nameOf = ({ firstName, lastName }: Person) => `${firstName} ${lastName}`;
const namesakes = new Map<string, number>();
for (const person of people) namesakes.set(nameOf(person), (namesakes.get(nameOf(person)) ?? 0) + 1);
const asked = people.filter((person) => namesakes.get(nameOf(person)) === 1);
console.log(`${asked.length} of them have a name of their own\n`);

type Query = { query: object; person: Person };

/** The same for every run. */
function queriesOf(makeQuery: MakeQuery): Query[] {
  const random = seeded(7);
  const queries: Query[] = [];
  for (let tries = 0; queries.length < Number(flags.queries) && tries < asked.length * 4; tries += 1) {
    const person = asked[Math.floor(random() * asked.length)] as Person;
    const query = makeQuery(person, random);
    if (query) queries.push({ query, person });
  }
  return queries;
}

async function measure(name: string, queries: readonly Query[]): Promise<void> {
  const [counts, most] = [
    { first: 0, ten: 0 },
    { first: 0, ten: 0 },
  ];
  const misses: string[] = [];
  const found: string[][] = [];
  const cpu = process.cpuUsage();
  for (const { query } of queries) found.push(await ask(query));
  const cpuOfOne = cpuMs(cpu) / queries.length;
  for (const [at, { query, person }] of queries.entries()) {
    const place = found[at]?.indexOf(person.id) ?? -1;
    if (place === 0) counts.first += 1;
    if (place >= 0 && place < 10) counts.ten += 1;
    else misses.push(`    ${JSON.stringify(query)} for ${nameOf(person)}: ${place}`);
    const best = ceiling(query, person, mayMean(name));
    most.first += best.first;
    most.ten += best.ten;
  }
  const share = (count: number) => `${((count / queries.length) * 100).toFixed(1)} %`.padStart(9);
  // Where no search reaches the goal, the one that comes within three hundredths of the best has done what there is to do.
  const holds = (["first", "ten"] as const).every(
    (place) => counts[place] / queries.length >= Math.min(goal[place], most[place] / queries.length - 0.03),
  );
  console.log(
    `${name.padEnd(36)}${share(counts.first)}${share(counts.ten)}${share(most.first)}${share(most.ten)}${cpuOfOne.toFixed(2).padStart(9)}   ${holds ? "" : "below the goal"}`,
  );
  if (flags.misses) console.log(misses.slice(0, 8).join("\n"));
  if (!holds) process.exitCode = 1;
}

const kinds = Object.entries(errorKinds(lists)).filter(([name]) => name.includes(flags.kinds));
// What has just started is slow until its code is compiled.
for (const [, makeQuery] of kinds) for (const { query } of queriesOf(makeQuery).slice(0, 40)) await ask(query);
console.log(`${"kind of error".padEnd(36)}    first   in ten  at best  in ten   CPU ms`);
for (const [name, makeQuery] of kinds) await measure(name, queriesOf(makeQuery));
