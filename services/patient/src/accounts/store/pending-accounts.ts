/** Patients whose billing account is not known to exist, and how they leave that state. */
import { type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { OpenedAccount } from "../../clients/billing.ts";
import type { PendingBillingAccounts } from "../../store/gen/tables.ts";

export type PendingAccount = Omit<Selectable<PendingBillingAccounts>, "retry_at"> & YearsRow;
/** Of `patients p`; null where not known. */
export type YearsRow = { birth_year: number | null; death_year: number | null };
export const yearColumns = sql`extract(year FROM p.date_of_birth)::integer AS birth_year,
  left(p.document ->> 'deceasedDate', 4)::integer AS death_year`;

/**
 * Nothing is pending any more; an account that billing had before is the patient's. The commit does
 * not wait for the disk: a mark that is lost is made again by the retry.
 */
export async function markAccountsOpen(on: Queryable, opened: readonly OpenedAccount[]): Promise<void> {
  const [patientIds, accountIds] = [opened.map(({ patientId }) => patientId), opened.map(({ accountId }) => accountId)];
  await run(
    on,
    statement("mark-accounts-open")`WITH opened AS (
       SELECT o.patient_id, o.account_id
       FROM unnest(${patientIds}::uuid[], ${accountIds}::uuid[]) o(patient_id, account_id), set_config('synchronous_commit', 'off', true)
     ), done AS (
       DELETE FROM pending_billing_accounts b USING opened o WHERE b.patient_id = o.patient_id
     )
     UPDATE patients p SET billing_account_id = o.account_id,
       document = jsonb_set(p.document::jsonb, '{billing,accountId}', to_jsonb(o.account_id))::json
     FROM opened o WHERE p.id = o.patient_id AND p.billing_account_id <> o.account_id`,
  );
}

/** The oldest that are due, locked, without those that another instance holds. */
export function lockDueAccounts(on: Queryable, limit: number): Promise<PendingAccount[]> {
  return run(
    on,
    statement(
      "lock-due-accounts",
    )`SELECT b.patient_id, b.account_id, b.facility_id, b.owner_user_id, b.attempts, ${yearColumns}
     FROM pending_billing_accounts b JOIN patients p ON p.id = b.patient_id
     WHERE b.retry_at <= now() ORDER BY b.patient_id LIMIT ${limit} FOR UPDATE OF b SKIP LOCKED`,
  );
}

/**
 * Billing refused these for a reason of their own: they wait, twice as long each time, at most five
 * minutes.
 */
export async function postponeAccounts(on: Queryable, patientIds: readonly string[]): Promise<void> {
  await run(
    on,
    statement("postpone-accounts")`UPDATE pending_billing_accounts
     SET attempts = attempts + 1, retry_at = now() + least(interval '5 minutes', interval '1 second' * 2 ^ least(attempts, 10))
     WHERE patient_id = ANY (${patientIds}::uuid[])`,
  );
}
