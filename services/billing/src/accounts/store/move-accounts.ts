import { run, statement } from "@pms/kit/db/statement";
import type { AccountRow, Tx } from "../../store/tables.ts";

/** Where a version of the patient's record puts the account. */
export type FacilityOfRecord = { facilityId: string; version: number };
/** What a version of the record says besides: years of birth and death, null where not known. */
export type AccountMove = FacilityOfRecord & { patientId: string; birthYear: number | null; deathYear: number | null };

/** Moves what has not followed this version, or a later one. @param moves one of each patient */
export async function moveAccounts(tx: Tx, moves: readonly AccountMove[]): Promise<void> {
  const patientIds = moves.map(({ patientId }) => patientId);
  const facilityIds = moves.map(({ facilityId }) => facilityId);
  const versions = moves.map(({ version }) => version);
  const births = moves.map(({ birthYear }) => birthYear);
  const deaths = moves.map(({ deathYear }) => deathYear);
  await run(
    tx,
    statement("move-accounts")`WITH moves AS (
      SELECT accounts.id, moved.* FROM accounts
      JOIN unnest(${patientIds}::uuid[], ${facilityIds}::uuid[], ${versions}::integer[], ${births}::smallint[],
        ${deaths}::smallint[]) AS moved(patient_id, facility_id, patient_version, birth_year, death_year) USING (patient_id)
      WHERE accounts.patient_version < moved.patient_version
      ORDER BY accounts.id
      FOR UPDATE OF accounts
    )
    UPDATE accounts SET facility_id = moves.facility_id, patient_version = moves.patient_version,
      birth_year = moves.birth_year, death_year = moves.death_year,
      version = version + (accounts.facility_id <> moves.facility_id)::integer
    FROM moves WHERE accounts.id = moves.id`,
  );
}

/** The caller holds the row lock. Moves it whatever it has followed. */
export async function moveLockedAccount(
  tx: Tx,
  account: AccountRow,
  { facilityId, version }: FacilityOfRecord,
): Promise<AccountRow> {
  return tx
    .updateTable("accounts")
    .set({
      facility_id: facilityId,
      patient_version: version,
      version: account.facility_id === facilityId ? account.version : account.version + 1,
    })
    .where("id", "=", account.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
