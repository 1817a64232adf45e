import type { AccountRequest } from "../clients/billing.ts";
import type { PendingAccount } from "./store/pending-accounts.ts";

type RequestedColumn = "patient_id" | "account_id" | "facility_id" | "owner_user_id" | "birth_year" | "death_year";

/** What is asked of billing for a patient whose account is to be opened again. */
export function accountRequestOf(row: Pick<PendingAccount, RequestedColumn>): AccountRequest {
  return {
    patientId: row.patient_id,
    accountId: row.account_id,
    facilityId: row.facility_id,
    ownerUserId: row.owner_user_id ?? undefined,
    birthYear: row.birth_year ?? 0,
    deathYear: row.death_year ?? 0,
  };
}
