/**
 * What the agreement of two records is worth: Fellegi and Sunter's weights (1969) in bits, by how
 * often each level is seen between records of one person (m) and of two (u).
 */
import { type Comparison, type Field, type Level, levels } from "./compare.ts";

export type Rates = { m: number; u: number };
export type Model = {
  rates: { [F in Field]: Record<string, Rates> };
  /** First and last name in each other's place. */
  swapped: Rates;
  /** How common a name is, 0 to 1; of those that are not listed, `rareName`. */
  firstNames: ReadonlyMap<string, number>;
  lastNames: ReadonlyMap<string, number>;
  rareName: number;
  /** The same of ZIP codes, or of towns where there is none. */
  places: ReadonlyMap<string, number>;
  rarePlace: number;
};

export type Weighed = {
  /** log2 of the odds that both are one person. */
  bits: number;
  fields: { field: Field; outcome: Level | "missing"; weight: number }[];
};

const fieldNames = Object.keys(levels) as Field[];
/** What a family shares, so that it proves little of one person where something tells two apart. */
const household: readonly Field[] = ["lastName", "phoneNumber", "email", "street", "place"];
/** The most that it proves, in bits. */
const sharedMax = { strangers: 2, twins: 4, family: 7, generations: 7 } as const;

/** @param priorBits log2 of the odds before anything was compared */
export function weigh(comparison: Comparison, model: Model, priorBits: number): Weighed {
  const fields = fieldNames.map((field) => {
    const outcome = comparison[field];
    return outcome === undefined
      ? { field, outcome: "missing" as const, weight: 0 }
      : { field, outcome: outcome as Level, weight: weightOf(field, outcome, comparison, model) };
  });
  const kin = kinshipOf(comparison);
  const shared = fields.filter(({ field, weight }) => household.includes(field) && weight > 0);
  const sharedBits = shared.reduce((sum, { weight }) => sum + weight, 0);
  if (kin && sharedBits > sharedMax[kin]) for (const field of shared) field.weight *= sharedMax[kin] / sharedBits;
  const swap = comparison.swapped ? Math.log2(model.swapped.m / model.swapped.u) : 0;
  return { bits: priorBits + swap + fields.reduce((sum, { weight }) => sum + weight, 0), fields };
}

/** Who else the two may be, unless a number that is one person's own says otherwise. */
function kinshipOf(comparison: Comparison) {
  const { firstName, lastName, dateOfBirth, identifiers, generation } = comparison;
  if (identifiers === "same") return undefined;
  if (firstName === "different" && lastName === "different" && !isAtOneDoor(comparison)) return "strangers";
  if (firstName === "different" && dateOfBirth === "same") return lastName === "different" ? undefined : "twins";
  if (firstName === "different") return "family";
  return dateOfBirth === "different" && generation ? "generations" : undefined;
}

/** Of one address or phone: more than of one town. */
function isAtOneDoor({ street, phoneNumber }: Comparison): boolean {
  return [street, phoneNumber].some((level) => level === "same" || level === "near" || level === "part");
}

function weightOf(field: Field, level: string, comparison: Comparison, model: Model): number {
  const { m, u } = model.rates[field][level] ?? { m: 1, u: 1 };
  const { sameFirst, sameLast, samePlace } = comparison;
  if (field === "firstName" && sameFirst) return Math.log2(m / (model.firstNames.get(sameFirst) ?? model.rareName));
  if (field === "lastName" && sameLast) return Math.log2(m / (model.lastNames.get(sameLast) ?? model.rareName));
  // Where everybody lives in one town, that says nothing.
  if (field === "place" && samePlace)
    return Math.log2(m / (model.places.get(samePlace) ?? Math.min(u, model.rarePlace)));
  return Math.log2(m / u);
}

export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits);
