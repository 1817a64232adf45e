import { queryNamed } from "@pms/kit/db";
import type { Transaction } from "kysely";
import type { AccountRow } from "./accounts.ts";
import type { DB } from "./gen/tables.ts";

/** Where a version of the patient's record puts the account. */
export type Move = { patientId: string; facilityId: string; version: number };

const moveAccountsSql = `
  WITH moves AS (
    SELECT accounts.id, moved.facility_id, moved.patient_version FROM accounts
    JOIN unnest($1::uuid[], $2::uuid[], $3::integer[]) AS moved(patient_id, facility_id, patient_version) USING (patient_id)
    WHERE accounts.patient_version < moved.patient_version
    ORDER BY accounts.id
    FOR UPDATE OF accounts
  )
  UPDATE accounts SET facility_id = moves.facility_id, patient_version = moves.patient_version,
    version = version + (accounts.facility_id <> moves.facility_id)::integer
  FROM moves WHERE accounts.id = moves.id`;

/** Moves what has not followed this version, or a later one, already. @param moves one of each patient at most */
export async function moveAccounts(tx: Transaction<DB>, moves: readonly Move[]): Promise<void> {
  await queryNamed(tx, "move-accounts", moveAccountsSql, [
    moves.map(({ patientId }) => patientId),
    moves.map(({ facilityId }) => facilityId),
    moves.map(({ version }) => version),
  ]);
}

/** The caller holds the row lock. Moves it whatever it has followed. */
export async function moveLockedAccount(
  tx: Transaction<DB>,
  account: AccountRow,
  { facilityId, version }: Omit<Move, "patientId">,
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
