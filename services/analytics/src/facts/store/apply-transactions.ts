import { constant, run, statement } from "@pms/kit/db/statement";
import type { Transaction } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { Slot } from "../slot.ts";

export type PostedTransaction = {
  transactionId: string;
  patientId: string;
  facilityId: string;
  /** What it counts in; of a reversal, the type of what it reverses. */
  measure: string;
  dimension: string;
  effectiveOn: string;
  currency: string;
  /** Negative for a reversal. */
  amountMinor: bigint;
  sign: 1 | -1;
};

/**
 * Adds transactions to the rollup; answers the ids of those that were not known yet. The caller
 * holds the generation's lock.
 */
export async function applyTransactions(
  tx: Transaction<DB>,
  slot: Slot,
  posted: readonly PostedTransaction[],
): Promise<Set<string>> {
  if (posted.length === 0) return new Set();
  const s = constant(String(slot));
  const rows = await run<{ transaction_id: string }>(
    tx,
    statement("apply-transactions")`
    WITH incoming AS MATERIALIZED (
      SELECT * FROM unnest(
        ${posted.map((p) => p.transactionId)}::uuid[], ${posted.map((p) => p.patientId)}::uuid[],
        ${posted.map((p) => p.facilityId)}::uuid[], ${posted.map((p) => p.measure)}::text[],
        ${posted.map((p) => p.dimension)}::text[], ${posted.map((p) => p.effectiveOn)}::date[],
        ${posted.map((p) => p.currency)}::text[], ${posted.map((p) => p.amountMinor)}::bigint[],
        ${posted.map((p) => p.sign)}::smallint[]
      ) i(transaction_id, patient_id, facility_id, measure, dimension, effective_on, currency, amount_minor, sign)
    ), known AS (
      INSERT INTO transaction_facts
        (slot, transaction_id, patient_id, facility_id, measure, dimension, effective_on, currency, amount_minor, sign)
      SELECT ${s}, i.* FROM incoming i
      ON CONFLICT (slot, transaction_id) DO NOTHING
      RETURNING transaction_id
    ), added AS (
      INSERT INTO money AS m (slot, grain, bucket, measure, facility_id, dimension, currency, amount_minor, count, entries)
      SELECT ${s}, grain, bucket, measure, facility_id, g.dimension, currency, sum(amount_minor), sum(sign), count(*)
      FROM incoming i JOIN known USING (transaction_id) CROSS JOIN LATERAL (VALUES
        (1::smallint, effective_on, i.dimension), (2::smallint, date_trunc('month', effective_on)::date, i.dimension),
        (3::smallint, effective_on, ''), (4::smallint, date_trunc('month', effective_on)::date, '')
      ) g(grain, bucket, dimension)
      GROUP BY grain, bucket, measure, facility_id, g.dimension, currency
      ON CONFLICT (slot, grain, measure, bucket, facility_id, dimension, currency) DO UPDATE SET
        amount_minor = m.amount_minor + excluded.amount_minor, count = m.count + excluded.count,
        entries = m.entries + excluded.entries
    )
    SELECT transaction_id FROM known`,
  );
  return new Set(rows.map((row) => row.transaction_id));
}
