import type { Actor } from "@pms/kit/trust/access";
import { sql } from "kysely";
import { accountsInScope } from "../../accounts/store/scope.ts";
import type { Tx } from "../../store/tables.ts";
import type { KnownTransaction } from "../../transactions/store/transactions.ts";

export type Period = { accountId: string; from: string | undefined; asOf: string };

/** The sum of all that was effective before the period; minor units. */
export async function openingBalance(tx: Tx, { accountId, from }: Period): Promise<bigint> {
  if (from === undefined) return 0n;
  const row = await tx
    .selectFrom("transactions")
    .select(sql<string>`coalesce(sum(balance_delta_minor), 0)::text`.as("balance"))
    .where("account_id", "=", accountId)
    .where("effective_on", "<", from)
    .executeTakeFirstOrThrow();
  return BigInt(row.balance);
}

/** In the order of effective dates, and on one date of posting. */
export async function listStatementLines(
  tx: Tx,
  { accountId, from, asOf, limit }: Period & { limit: number },
  actor: Actor,
): Promise<KnownTransaction[]> {
  return tx
    .selectFrom("transactions")
    .innerJoin("accounts", "accounts.id", "transactions.account_id")
    .leftJoin("transactions as reversals", "reversals.reversal_of", "transactions.id")
    .selectAll("transactions")
    .select(["accounts.patient_id", "reversals.id as reversed_by"])
    .where("transactions.account_id", "=", accountId)
    .where(accountsInScope(actor))
    .where("transactions.effective_on", "<=", asOf)
    .$if(from !== undefined, (query) => query.where("transactions.effective_on", ">=", from ?? ""))
    .orderBy("transactions.effective_on")
    .orderBy("transactions.sequence")
    .limit(limit)
    .execute();
}
