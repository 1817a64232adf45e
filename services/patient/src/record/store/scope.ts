/**
 * Whose records a caller sees: a predicate of every statement that reads or writes patients (AZ-3).
 */
import type { Actor } from "@pms/kit/trust/access";

/** Collects the values of a statement that is put together from parts. */
export type Parameters = { values: unknown[]; add(value: unknown): string };

export function parameters(...given: unknown[]): Parameters {
  const values = given;
  return { values, add: (value) => `$${values.push(value)}` };
}

/**
 * @returns SQL over `patients p`; its form depends on `scopeForm` alone, its values are added to
 * `bound`.
 */
export function scopePredicate(actor: Actor, bound: Parameters): string {
  switch (scopeForm(actor)) {
    case "own":
      return `(p.owner_user_id = ${bound.add(actor.id)}::uuid OR p.id = ${bound.add(actor.patientId)}::uuid)`;
    case "all":
      return "TRUE";
    case "facilities":
      return `p.facility_id = ANY (${bound.add(actor.facilities)}::uuid[])`;
  }
}

export function scopeForm(actor: Actor): "own" | "all" | "facilities" {
  if (actor.ownRecordOnly) return "own";
  return actor.facilities === "all" ? "all" : "facilities";
}
