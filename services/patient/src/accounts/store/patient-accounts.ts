/** What the reconciler compares with billing. */
import { type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type pg from "pg";
import type { Patients, PendingBillingAccounts } from "../../store/gen/tables.ts";
import { type YearsRow, yearColumns } from "./pending-accounts.ts";

export type PatientAccount = Pick<Selectable<Patients>, "facility_id" | "version" | "owner_user_id" | "status"> &
  Pick<Selectable<PendingBillingAccounts>, "patient_id" | "account_id"> &
  YearsRow & { pending: boolean };

const pageSize = 1_000;

/** Every patient as of now, in the order of account ids, one page in memory at a time. */
export async function* streamPatientAccounts(pool: pg.Pool): AsyncGenerator<PatientAccount> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN READ ONLY");
    await run(
      client,
      sql`DECLARE patient_accounts NO SCROLL CURSOR FOR
      SELECT p.id AS patient_id, p.billing_account_id AS account_id, p.facility_id, p.version, p.owner_user_id,
        p.status, b.patient_id IS NOT NULL AS pending, ${yearColumns}
      FROM patients p LEFT JOIN pending_billing_accounts b ON b.patient_id = p.id ORDER BY p.billing_account_id`,
    );
    for (;;) {
      const { rows } = await client.query<PatientAccount>(`FETCH ${pageSize} FROM patient_accounts`);
      yield* rows;
      if (rows.length < pageSize) break;
    }
  } catch (error) {
    broken = error instanceof Error ? error : new Error("the stream of patients broke", { cause: error });
    throw error;
  } finally {
    await client.query("ROLLBACK").catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}

/** Which of these patients there are. */
export async function findExistingPatients(on: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await run<{ id: string }>(
    on,
    statement("find-existing-patients")`SELECT id FROM patients WHERE id = ANY (${ids}::uuid[])`,
  );
  return new Set(rows.map(({ id }) => id));
}
