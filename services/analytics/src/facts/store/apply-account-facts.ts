import { constant, type Fragment, run, sql, statement } from "@pms/kit/db/statement";
import type { Transaction } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { Slot } from "../slot.ts";

/** What a set of events does to an account. */
export type AccountChange = {
  accountId: string;
  patientId: string;
  facilityId: string;
  currency: string;
  /**
   * Whether its opening is among the events: the facility is then the account's own, else only the
   * transaction's.
   */
  opened: boolean;
  deltaMinor: bigint;
};

/**
 * Adds to the balances, in whatever order, one change per account, and moves the accounts between
 * the classes of size. The caller holds the generation's lock.
 */
export async function applyAccountFacts(
  tx: Transaction<DB>,
  slot: Slot,
  changes: readonly AccountChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const s = constant(String(slot));
  await run(
    tx,
    statement("apply-accounts")`
    WITH incoming AS MATERIALIZED (
      SELECT * FROM unnest(
        ${changes.map((c) => c.accountId)}::uuid[], ${changes.map((c) => c.patientId)}::uuid[],
        ${changes.map((c) => c.facilityId)}::uuid[], ${changes.map((c) => c.currency)}::text[],
        ${changes.map((c) => c.opened)}::boolean[], ${changes.map((c) => c.deltaMinor)}::bigint[]
      ) i(account_id, patient_id, facility_id, currency, opened, balance_minor)
    ), before AS MATERIALIZED (
      SELECT a.* FROM account_facts a JOIN incoming USING (account_id) WHERE a.slot = ${s}
    ), after AS (
      INSERT INTO account_facts AS a (slot, account_id, patient_id, facility_id, currency, opened, balance_minor)
      SELECT ${s}, i.* FROM incoming i
      ON CONFLICT (slot, account_id) DO UPDATE SET
        facility_id = CASE WHEN excluded.opened THEN excluded.facility_id ELSE a.facility_id END,
        opened = a.opened OR excluded.opened,
        balance_minor = a.balance_minor + excluded.balance_minor
      RETURNING *
    ), moves AS (
      SELECT account_id, patient_id, facility_id, currency, balance_minor, -1 AS n FROM before
      UNION ALL
      SELECT account_id, patient_id, facility_id, currency, balance_minor, 1 FROM after
    )
    INSERT INTO balances AS b (slot, facility_id, currency, size, accounts, amount_minor)
    SELECT ${s}, facility_id, currency, balance_size(balance_minor), sum(n), sum(n * balance_minor)
    FROM (SELECT moves.* FROM moves WHERE balance_minor <> 0 OR ${isOfPerson(s)}) counted
    GROUP BY facility_id, currency, balance_size(balance_minor)
    HAVING sum(n) <> 0 OR sum(n * balance_minor) <> 0
    ON CONFLICT (slot, facility_id, currency, size) DO UPDATE SET
      accounts = b.accounts + excluded.accounts, amount_minor = b.amount_minor + excluded.amount_minor`,
  );
}

/** Of rows of `moves` with `patient_id`: whether the record stands for itself, as far as it is known. */
export function isOfPerson(slot: Fragment): Fragment {
  return sql`NOT EXISTS (SELECT FROM patient_facts p
      WHERE p.slot = ${slot} AND p.patient_id = moves.patient_id AND p.person_id IS NOT NULL)`;
}
