import type { Account } from "@pms/contracts/billing/accounts";
import { moneyOf } from "../ledger/money.ts";
import type { AccountRow } from "../store/tables.ts";

export function accountJson(row: AccountRow): Account {
  return {
    id: row.id,
    patientId: row.patient_id,
    facilityId: row.facility_id,
    status: row.status === "closed" ? "closed" : "active",
    currency: row.currency,
    balance: moneyOf(row.balance_minor, row.currency),
    payerBalance: moneyOf(row.payer_balance_minor, row.currency),
    openedAt: row.opened_at.toISOString(),
    version: row.version,
    ...(row.merged_into !== null && { mergedInto: row.merged_into }),
  };
}
