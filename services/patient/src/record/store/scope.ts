/**
 * Whose records a caller sees: a predicate of every statement that reads or writes patients (AZ-3).
 */
import { type Fragment, sql } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";

/** A condition on `patients p`; its text depends on `scopeForm` alone. */
export function inScope(actor: Actor): Fragment {
  switch (scopeForm(actor)) {
    case "own":
      // Who was linked to a record that was merged sees the one that stands for it.
      return sql`(p.owner_user_id = ${actor.id}::uuid OR p.id = ${actor.patientId}::uuid
        OR p.id = surviving_patient(${actor.patientId}::uuid))`;
    case "all":
      return sql`TRUE`;
    case "facilities":
      return sql`p.facility_id = ANY (${actor.facilities}::uuid[])`;
  }
}

export function scopeForm(actor: Actor): "own" | "all" | "facilities" {
  if (actor.ownRecordOnly) return "own";
  return actor.facilities === "all" ? "all" : "facilities";
}
