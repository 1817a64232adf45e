import { queryNamed } from "@pms/kit/db";
import type { Transaction } from "kysely";
import type { DB } from "./gen/tables.ts";

const moveAccountsSql = `
  WITH moves AS (
    SELECT accounts.id, moved.facility_id FROM accounts
    JOIN unnest($1::uuid[], $2::uuid[]) AS moved(patient_id, facility_id) USING (patient_id)
    WHERE accounts.facility_id <> moved.facility_id
    ORDER BY accounts.id
    FOR UPDATE OF accounts
  )
  UPDATE accounts SET facility_id = moves.facility_id, version = version + 1 FROM moves WHERE accounts.id = moves.id`;

/** @param facilityByPatient where each patient's account is to be */
export async function moveAccounts(tx: Transaction<DB>, facilityByPatient: ReadonlyMap<string, string>): Promise<void> {
  await queryNamed(tx, "move-accounts", moveAccountsSql, [
    [...facilityByPatient.keys()],
    [...facilityByPatient.values()],
  ]);
}
