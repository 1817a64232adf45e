import { AccountStatus, type BillingAccount } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { AccountRow } from "../store/tables.ts";

/** The row as the message of `pms.billing.v1`. */
export function accountMessage(row: AccountRow): BillingAccount {
  return {
    id: row.id,
    patientId: row.patient_id,
    status: row.status === "closed" ? AccountStatus.CLOSED : AccountStatus.ACTIVE,
    currency: row.currency,
    balanceMinor: row.balance_minor,
    openedAt: row.opened_at.toISOString(),
    version: BigInt(row.version),
    facilityId: row.facility_id,
    patientVersion: BigInt(row.patient_version),
  };
}
