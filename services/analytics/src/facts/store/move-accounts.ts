import { constant, run, statement } from "@pms/kit/db/statement";
import type { Transaction } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { Slot } from "../slot.ts";
import { isOfPerson } from "./apply-account-facts.ts";

/**
 * Brings the accounts of these patients to the patients' facility, where that is known, in whatever
 * order the events came. The caller holds the generation's lock.
 */
export async function moveAccounts(tx: Transaction<DB>, slot: Slot, patientIds: readonly string[]): Promise<void> {
  if (patientIds.length === 0) return;
  const s = constant(String(slot));
  await run(
    tx,
    statement("move-accounts")`
    WITH moving AS MATERIALIZED (
      SELECT a.account_id, a.patient_id, a.facility_id AS old_facility_id, p.facility_id, a.currency, a.balance_minor
      FROM account_facts a JOIN patient_facts p USING (patient_id)
      WHERE a.slot = ${s} AND p.slot = ${s} AND a.patient_id = ANY(${[...new Set(patientIds)]}::uuid[])
        AND p.facility_id NOT IN (a.facility_id, '00000000-0000-0000-0000-000000000000')
    ), moved AS (
      UPDATE account_facts a SET facility_id = m.facility_id FROM moving m
      WHERE a.slot = ${s} AND a.account_id = m.account_id
    ), moves AS (
      SELECT patient_id, old_facility_id AS facility_id, currency, balance_minor, -1 AS n FROM moving
      UNION ALL
      SELECT patient_id, facility_id, currency, balance_minor, 1 FROM moving
    )
    INSERT INTO balances AS b (slot, facility_id, currency, size, accounts, amount_minor)
    SELECT ${s}, facility_id, currency, balance_size(balance_minor), sum(n), sum(n * balance_minor)
    FROM moves WHERE balance_minor <> 0 OR ${isOfPerson(s)}
    GROUP BY facility_id, currency, balance_size(balance_minor)
    ON CONFLICT (slot, facility_id, currency, size) DO UPDATE SET
      accounts = b.accounts + excluded.accounts, amount_minor = b.amount_minor + excluded.amount_minor`,
  );
}
