import type { Actor } from "@pms/kit/trust/access";
import { isUuid } from "@pms/kit/validation/uuid";
import { type RawBuilder, type SqlBool, sql } from "kysely";

/**
 * The accounts that the caller may see (AZ-3): to be in the `where` of every query that reads or
 * writes for a caller.
 */
export function accountsInScope(actor: Actor): RawBuilder<SqlBool> {
  if (actor.ownRecordOnly) {
    const ownerId = isUuid(actor.id) ? actor.id : null;
    const patientId = sql`${actor.patientId ?? null}::uuid`;
    // Who was linked to a record that was merged sees the account of the one that it was merged into.
    return sql`(accounts.owner_user_id = ${ownerId}::uuid OR accounts.patient_id = ${patientId}
      OR accounts.id = surviving_account(${patientId}))`;
  }
  if (actor.facilities === "all") return sql`true`;
  return sql`accounts.facility_id = ANY(${[...actor.facilities]}::uuid[])`;
}

/** The same rule for a row in hand. */
export function isInScope(
  actor: Actor,
  account: { facility_id: string; patient_id: string; owner_user_id: string | null },
): boolean {
  if (actor.ownRecordOnly) return account.owner_user_id === actor.id || account.patient_id === actor.patientId;
  return actor.facilities === "all" || actor.facilities.includes(account.facility_id);
}
