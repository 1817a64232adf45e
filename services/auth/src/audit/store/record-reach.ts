/** Whose a record is, as far as the audit of the patient service tells. */
import type { FacilityScope } from "@pms/contracts/auth/users";
import { run, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Db } from "../../store/tables.ts";

/**
 * Whether the patient service has done something with the record while it was at a facility of the
 * scope.
 */
export async function isRecordAt(db: Db, scope: FacilityScope, patientId: string): Promise<boolean> {
  const place = scope === "all" ? sql`facility_id IS NOT NULL` : sql`facility_id = ANY (${scope}::text[])`;
  const rows = await run(
    db,
    statement("is-record-at")`SELECT FROM audit_events
    WHERE patient_id = ${patientId} AND service = 'patient' AND outcome = 'ok' AND ${place} LIMIT 1`,
  );
  return rows.length > 0;
}

/**
 * Whether the patient service has let the caller see the record in this very session. It does so by
 * the caller's roles, and no session outlives a change of these.
 */
export async function sawRecord(db: Db, { id, sessionId }: Actor, patientId: string): Promise<boolean> {
  const rows = await run(
    db,
    statement("saw-record")`SELECT FROM audit_events
    WHERE (patient_id = ${patientId} OR shown_patients @> ARRAY[${patientId}::uuid])
      AND actor_id = ${id} AND session_id = ${sessionId} AND service = 'patient' AND outcome = 'ok' LIMIT 1`,
  );
  return rows.length > 0;
}
