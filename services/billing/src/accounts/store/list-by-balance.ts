import type { Actor } from "@pms/kit/trust/access";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { AccountRow } from "../../store/tables.ts";
import { accountsInScope } from "./scope.ts";

export type ByBalance = {
  status?: "active" | "closed";
  /** The last account of the page before. */
  after?: { id: string; balanceMinor: number };
  limit: number;
};

/** Those that owe most first. At some facilities the first of each, and of these the first: an index has that order. */
export async function listAccountsByBalance(db: Kysely<DB>, page: ByBalance, actor: Actor): Promise<AccountRow[]> {
  const ofSome = !actor.ownRecordOnly && actor.facilities !== "all";
  const there = ofSome
    ? sql`FROM (SELECT DISTINCT unnest(${[...actor.facilities]}::uuid[]) AS id) f CROSS JOIN LATERAL (
        ${pageOf(page, sql`accounts.facility_id = f.id`)}) accounts`
    : sql`FROM (${pageOf(page, accountsInScope(actor))}) accounts`;
  const { rows } = await sql<AccountRow>`SELECT accounts.* ${there}
    ORDER BY accounts.balance_minor DESC, accounts.id DESC LIMIT ${page.limit}`.execute(db);
  return rows;
}

function pageOf({ status, after, limit }: ByBalance, among: RawBuilder<unknown>): RawBuilder<unknown> {
  const withStatus = status === undefined ? sql`` : sql`AND accounts.status = ${status}`;
  const further =
    after === undefined
      ? sql``
      : sql`AND (accounts.balance_minor, accounts.id) < (${after.balanceMinor}::bigint, ${after.id}::uuid)`;
  return sql`SELECT accounts.* FROM accounts WHERE ${among} ${withStatus} ${further}
    ORDER BY accounts.balance_minor DESC, accounts.id DESC LIMIT ${limit}`;
}
