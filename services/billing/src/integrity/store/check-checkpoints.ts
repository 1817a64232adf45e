/** The kept sums of the ledger against its entries. */
import type { Actor } from "@pms/kit/trust/access";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tx } from "../../store/tables.ts";
import { type Differing, differingOf } from "./check-ledger.ts";

/**
 * Checkpoints of days, effective and of posting, with what is pending, that are not the sum of
 * their entries; of months and years, of their days.
 */
export function findWrongCheckpoints(tx: Tx, facilities: Actor["facilities"]): Promise<Differing> {
  const inScope: RawBuilder<SqlBool> =
    facilities === "all" ? sql`true` : sql`facility_id = ANY(${[...facilities]}::uuid[])`;
  const keys = sql`currency, grain, bucket, ledger_account, facility_id, at_facility_id`;
  // A moved account is folded under the facility that it has left until it is made to follow.
  const folded = sql`coalesce(m.facility_id, accounts.facility_id) AS facility_id`;
  const owners = sql`accounts LEFT JOIN ledger_moved_accounts m ON m.account_id = accounts.id`;
  const coarser = sql`
    SELECT currency, (grain + step)::smallint, date_trunc(unit, bucket)::date, ledger_account, facility_id, at_facility_id,
      -debit_minor, -credit_minor
    FROM ledger_checkpoints, (VALUES (1, 'month'), (2, 'year')) coarser(step, unit) WHERE grain IN (1, 4)`;
  return differingOf(
    tx,
    sql`WITH derived AS MATERIALIZED (
        SELECT t.currency, t.effective_on, (t.posted_at AT TIME ZONE 'UTC')::date AS posted_on,
          chart_account(e.ledger_account, t.method, t.reason_code) AS ledger_account, ${folded},
          t.facility_id AS at_facility_id, -sum(e.debit_minor) AS debit_minor, -sum(e.credit_minor) AS credit_minor
        FROM transactions t JOIN ledger_entries e ON e.transaction_id = t.id, ${owners} WHERE accounts.id = t.account_id
        GROUP BY 1, 2, 3, 4, 5, 6
        UNION ALL
        SELECT p.currency, p.effective_on, p.posted_on, p.ledger_account, ${folded}, p.at_facility_id, p.debit_minor,
          p.credit_minor
        FROM ledger_pending p, ${owners} WHERE accounts.id = p.account_id
      )
      SELECT ledger_account, bucket AS on FROM (
        SELECT ${keys}, debit_minor AS debit, credit_minor AS credit FROM ledger_checkpoints
        UNION ALL
        SELECT currency, day.grain, day.bucket, ledger_account, facility_id, at_facility_id, debit_minor, credit_minor
        FROM derived CROSS JOIN LATERAL (VALUES (1::smallint, effective_on), (4::smallint, posted_on)) day(grain, bucket)
        UNION ALL ${coarser}
      ) kept WHERE ${inScope}
      GROUP BY ${keys} HAVING sum(debit) <> 0 OR sum(credit) <> 0`,
  );
}
