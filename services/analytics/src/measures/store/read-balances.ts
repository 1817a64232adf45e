import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Kysely, sql } from "kysely";
import type { Slot } from "../../facts/slot.ts";
import { inFacilities } from "../../query/store/in-facilities.ts";
import type { DB } from "../../store/gen/tables.ts";

/** `size` as balance_size gives it. */
export type BalanceCell = {
  facilityId: string;
  currency: string;
  size: number;
  accounts: bigint;
  amountMinor: bigint;
};

export async function readBalances(
  db: Kysely<DB>,
  query: { slot: Slot; facilities: FacilityScope; byFacility: boolean },
): Promise<BalanceCell[]> {
  const facility = query.byFacility ? sql`facility_id::text` : sql`''`;
  const { rows } = await sql<BalanceCell>`
    SELECT ${facility} AS "facilityId", currency, size,
      sum(accounts)::bigint AS accounts, sum(amount_minor)::bigint AS "amountMinor"
    FROM balances WHERE slot = ${sql.lit(query.slot)} AND ${inFacilities(query.facilities)}
    GROUP BY 1, 2, 3 HAVING sum(accounts) <> 0 ORDER BY 1, 2, 3`.execute(db);
  return rows;
}
