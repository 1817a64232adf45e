import type { BillingState } from "@pms/contracts/patients/patient";
import { type Queryable, run, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { Patients } from "../../store/gen/tables.ts";

type Row = Pick<Selectable<Patients>, "billing_account_id"> & { pending: boolean };

/** The accounts as they are now, in the order of the ids. */
export async function findBillingStates(on: Queryable, patientIds: readonly string[]): Promise<BillingState[]> {
  const rows = await run<Row>(
    on,
    statement("find-billing-states")`SELECT p.billing_account_id, b.patient_id IS NOT NULL AS pending
     FROM unnest(${patientIds}::uuid[]) WITH ORDINALITY g(id, position) JOIN patients p USING (id)
     LEFT JOIN pending_billing_accounts b ON b.patient_id = p.id ORDER BY g.position`,
  );
  return rows.map(({ billing_account_id: accountId, pending }) => ({
    accountId,
    status: pending ? "pending" : "active",
  }));
}
