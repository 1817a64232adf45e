import type { Actor } from "@pms/kit/trust/access";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { accountsInScope } from "../../accounts/store/scope.ts";

export type Whose = {
  asOf: string;
  facilityId: string | undefined;
  /** One account alone, and what was merged into it. */
  accountId?: string;
};

/**
 * What is paid settles the oldest charge first, so what an account owes are its newest charges. An
 * act and its reversal, both until then, count as if neither had been. What is owed on an account that
 * was merged by then is the survivor's, and as old as it was: the move itself is left out.
 * A query begins with it, and reads `open`, what is unpaid, and `balances`.
 */
export function withOpenDebits({ asOf, facilityId, accountId }: Whose, actor: Actor): RawBuilder<unknown> {
  const there: RawBuilder<SqlBool> =
    facilityId === undefined ? sql`true` : sql`accounts.facility_id = ${facilityId}::uuid`;
  const those: RawBuilder<SqlBool> =
    accountId === undefined
      ? sql`true`
      : sql`accounts.id = ${accountId}::uuid
          AND t.account_id IN (SELECT within_id FROM accounts_within(ARRAY[${accountId}::uuid]))`;
  const day = sql`${asOf}::date`;
  return sql`
    WITH RECURSIVE climb AS (
      SELECT merged_id AS account_id, survivor_id AS at FROM account_merges
      WHERE state = 'merged' AND (merged_at AT TIME ZONE 'UTC')::date <= ${day}
      UNION
      SELECT c.account_id, m.survivor_id FROM climb c JOIN account_merges m ON m.merged_id = c.at
      WHERE m.state = 'merged' AND (m.merged_at AT TIME ZONE 'UTC')::date <= ${day}
    ), merged AS (
      SELECT account_id, at AS survivor_id FROM climb c WHERE NOT EXISTS (
        SELECT FROM climb o WHERE o.account_id = c.at)
    ), counted AS MATERIALIZED (
      SELECT accounts.id AS account_id, t.currency, t.effective_on, t.sequence, t.balance_delta_minor AS delta
      FROM transactions t LEFT JOIN merged ON merged.account_id = t.account_id
        JOIN accounts ON accounts.id = coalesce(merged.survivor_id, t.account_id)
      WHERE t.effective_on <= ${day} AND t.balance_delta_minor <> 0 AND t.reversal_of IS NULL
        AND NOT (t.source IS NOT DISTINCT FROM 'merge' AND split_part(t.external_id, '/', 3) = '')
        AND NOT EXISTS (SELECT FROM transactions r WHERE r.reversal_of = t.id AND r.effective_on <= ${day})
        AND ${accountsInScope(actor)} AND ${there} AND ${those}
    ), balances AS (
      SELECT account_id, currency, sum(delta) AS balance FROM counted GROUP BY account_id, currency
    ), debits AS (
      SELECT c.account_id, c.currency, c.effective_on, c.delta, b.balance,
        sum(c.delta) OVER (PARTITION BY c.account_id ORDER BY c.effective_on DESC, c.sequence DESC
          ROWS UNBOUNDED PRECEDING) - c.delta AS newer
      FROM counted c JOIN balances b USING (account_id) WHERE c.delta > 0 AND b.balance > 0
    ), open AS (
      SELECT account_id, currency, effective_on, least(delta, balance - newer) AS unpaid
      FROM debits WHERE newer < balance
    )`;
}
