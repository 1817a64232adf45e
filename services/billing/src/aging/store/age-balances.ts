import type { Actor } from "@pms/kit/trust/access";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import { type Whose, withOpenDebits } from "./open-debits.ts";

/** `bucket` counts widths from 0; null stands for what is in credit. Minor units, exact. */
export type AgedSum = { currency: string; bucket: number | null; accounts: number; amount_minor: string };
/** Of a currency, every account that owes once, whatever the ages of what it owes. */
export type Owing = { currency: string; accounts: number };
export type Asked = Whose & { bucketDays: number; bucketLast: number };

/** What is owed by age, what is in credit, and how many owe. */
export async function ageBalances(
  db: Kysely<DB>,
  { bucketDays, bucketLast, ...whose }: Asked,
  actor: Actor,
): Promise<{ sums: AgedSum[]; owing: Owing[] }> {
  const age = sql`${whose.asOf}::date - effective_on`;
  const { rows } = await sql<AgedSum & { is_owing: boolean }>`${withOpenDebits(whose, actor)}
    SELECT currency, least(${bucketLast}::integer, (greatest(${age}, 1) - 1) / ${bucketDays}::integer) AS bucket,
      count(DISTINCT account_id)::integer AS accounts, sum(unpaid)::text AS amount_minor, false AS is_owing
    FROM open GROUP BY currency, bucket
    UNION ALL
    SELECT currency, NULL, count(*)::integer, (-sum(balance))::text, false FROM balances WHERE balance < 0 GROUP BY currency
    UNION ALL
    SELECT currency, NULL, count(*)::integer, '0', true FROM balances WHERE balance > 0 GROUP BY currency`.execute(db);
  return { sums: rows.filter((row) => !row.is_owing), owing: rows.filter((row) => row.is_owing) };
}

export type OwingAccount = {
  account_id: string;
  patient_id: string;
  facility_id: string;
  currency: string;
  oldest_on: string;
  owed_minor: string;
};
type Page = { after: { oldestOn: string; accountId: string } | undefined; limit: number };

/** Who owes something since at least so many days, who owes it longest first. */
export async function listOwing(
  db: Kysely<DB>,
  { minDays, after, limit, ...whose }: Whose & Page & { minDays: number },
  actor: Actor,
): Promise<OwingAccount[]> {
  const next = after ? sql`(oldest_on, account_id) > (${after.oldestOn}::date, ${after.accountId}::uuid)` : sql`true`;
  const { rows } = await sql<OwingAccount>`${withOpenDebits(whose, actor)}
    SELECT o.*, accounts.patient_id, accounts.facility_id FROM (
      SELECT account_id, currency, min(effective_on) AS oldest_on, sum(unpaid)::text AS owed_minor
      FROM open GROUP BY account_id, currency
    ) o JOIN accounts ON accounts.id = o.account_id
    WHERE ${whose.asOf}::date - oldest_on >= ${minDays}::integer AND ${next}
    ORDER BY oldest_on, account_id LIMIT ${limit}`.execute(db);
  return rows;
}
