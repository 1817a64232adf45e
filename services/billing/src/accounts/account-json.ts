import type { Account } from "@pms/contracts/billing/accounts";
import { sumOf } from "../ledger/money.ts";
import type { AccountRow } from "../store/tables.ts";

/** 422 where a past balance is beyond what a JSON number can say exactly. */
export function accountJson(row: AccountRow): Account {
  return {
    id: row.id,
    patientId: row.patient_id,
    facilityId: row.facility_id,
    status: row.status === "closed" ? "closed" : "active",
    currency: row.currency,
    balance: sumOf(row.balance_minor, row.currency),
    payerBalance: sumOf(row.payer_balance_minor, row.currency),
    openedAt: row.opened_at.toISOString(),
    version: row.version,
    ...(row.merged_into !== null && { mergedInto: row.merged_into }),
  };
}
