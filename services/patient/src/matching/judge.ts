/** How likely two records are one person's, and how sure one may be of it. */
import type { ComparedField, Grade } from "@pms/contracts/patients/matching";
import type { Comparable } from "./comparable.ts";
import { type Comparison, compare } from "./compare.ts";
import { type Model, probabilityOf, type Weighed, weigh } from "./weigh.ts";

export type Judgement = { probability: number; grade: Grade; fields: ComparedField[] };

/** Below the last, two records are not worth a look. */
const certainMin = 0.999;
const probableMin = 0.5;
const possibleMin = 0.05;

/** Of some records each is once, so a match is rarer than this among all pairs with one of them. */
const expectedMatches = 4;
const smallBase = 5_000;

/** @param count of the patients among whom the other one was found */
export const priorBitsOf = (count: number): number => Math.log2(expectedMatches / Math.max(count, smallBase));

/** Undefined where they are hardly the same. */
export function judge(a: Comparable, b: Comparable, { model, priorBits }: MatchModel): Judgement | undefined {
  const comparison = compare(a, b);
  const weighed = weigh(comparison, model, priorBits);
  const probability = probabilityOf(weighed.bits);
  if (probability < possibleMin) return undefined;
  const isMultiple = Boolean(a.multipleBirth || b.multipleBirth);
  const grade = gradeOf(comparison, probability, isMultiple);
  return { probability, grade, fields: fieldsOf(comparison, weighed) };
}

export type MatchModel = { model: Model; priorBits: number };

function gradeOf(comparison: Comparison, probability: number, isMultiple: boolean): Grade {
  if (probability < probableMin) return "possible";
  return probability >= certainMin && isBeyondDoubt(comparison, isMultiple) ? "certain" : "probable";
}

const agrees = (level: string | undefined) => level === "same" || level === "near";

/**
 * Twins have names alike and all else in common; a father and a son have one name. What could be
 * theirs is never certain, whatever it weighs.
 */
function isBeyondDoubt(comparison: Comparison, isMultiple: boolean): boolean {
  const { firstName, lastName, dateOfBirth, identifiers, phoneNumber, email, street, place, sex } = comparison;
  const contradicts =
    sex === "different" || comparison.nameSuffix === "different" || comparison.middleName === "different";
  if (contradicts || identifiers === "different") return false;
  const isSameFirst = firstName === "same" || (firstName === "nickname" && !isMultiple);
  if (identifiers === "same")
    return [agrees(firstName) || firstName === "nickname", agrees(lastName), dateOfBirth === "same"].every(Boolean);
  const isElsewhere = ![phoneNumber, email, street, place].some(agrees);
  return isSameFirst && agrees(lastName) && dateOfBirth === "same" && !isElsewhere;
}

function fieldsOf(comparison: Comparison, { fields }: Weighed): ComparedField[] {
  return fields.map(({ field, outcome, weight }) => {
    const isSwapped = comparison.swapped && (field === "firstName" || field === "lastName");
    const rounded = Math.round(weight * 100) / 100;
    if (outcome === "missing" || outcome === "different") return { field, outcome, weight: rounded };
    if (isSwapped) return { field, outcome: "close", kind: "swapped", weight: rounded };
    if (outcome === "same") return { field, outcome, weight: rounded };
    return { field, outcome: "close", kind: outcome, weight: rounded };
  });
}
