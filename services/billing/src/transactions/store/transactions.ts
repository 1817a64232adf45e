import type { Actor } from "@pms/kit/trust/access";
import { type Kysely, sql } from "kysely";
import { accountsInScope } from "../../accounts/store/scope.ts";
import type { DB } from "../../store/gen/tables.ts";
import type { TransactionRow, Tx } from "../../store/tables.ts";

/** With the account's patient, and what reversed it. */
export type KnownTransaction = TransactionRow & { patient_id: string; reversed_by: string | null };

function selectTransactions(db: Kysely<DB>) {
  return db
    .selectFrom("transactions")
    .innerJoin("accounts", "accounts.id", "transactions.account_id")
    .leftJoin("transactions as reversals", "reversals.reversal_of", "transactions.id")
    .selectAll("transactions")
    .select(["accounts.patient_id", "reversals.id as reversed_by"]);
}

/** With the facility of the account, which need not be the one that it was posted at. */
export async function findTransaction(
  db: Kysely<DB>,
  id: string,
  actor: Actor,
): Promise<(KnownTransaction & { account_facility_id: string }) | undefined> {
  return selectTransactions(db)
    .select("accounts.facility_id as account_facility_id")
    .where("transactions.id", "=", id)
    .where(accountsInScope(actor))
    .executeTakeFirst();
}

export type TransactionFilter = {
  accountId: string;
  /** Effective dates, both included. */
  from?: string | undefined;
  to?: string | undefined;
  newestFirst: boolean;
  /** The sequence of the last one of the page before. */
  after?: bigint | undefined;
  limit: number;
};

/** In the order of posting within the account. */
export async function listTransactions(
  db: Kysely<DB>,
  filter: TransactionFilter,
  actor: Actor,
): Promise<KnownTransaction[]> {
  const { accountId, from, to, newestFirst, after, limit } = filter;
  return selectTransactions(db)
    .where("transactions.account_id", "=", accountId)
    .where(accountsInScope(actor))
    .$if(from !== undefined, (query) => query.where("transactions.effective_on", ">=", from ?? ""))
    .$if(to !== undefined, (query) => query.where("transactions.effective_on", "<=", to ?? ""))
    .$if(after !== undefined, (query) => query.where("transactions.sequence", newestFirst ? "<" : ">", after ?? 0n))
    .orderBy("transactions.sequence", newestFirst ? "desc" : "asc")
    .limit(limit)
    .execute();
}

export async function countTransactions(
  db: Kysely<DB>,
  { accountId, from, to }: Pick<TransactionFilter, "accountId" | "from" | "to">,
  actor: Actor,
): Promise<number> {
  const row = await db
    .selectFrom("transactions")
    .innerJoin("accounts", "accounts.id", "transactions.account_id")
    .select((eb) => eb.fn.countAll<bigint>().as("count"))
    .where("transactions.account_id", "=", accountId)
    .where(accountsInScope(actor))
    .$if(from !== undefined, (query) => query.where("transactions.effective_on", ">=", from ?? ""))
    .$if(to !== undefined, (query) => query.where("transactions.effective_on", "<=", to ?? ""))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** What is posted already under the sender's ids, whatever the account. */
export async function findByExternalIds(
  tx: Tx,
  source: string,
  externalIds: readonly string[],
): Promise<TransactionRow[]> {
  return tx
    .selectFrom("transactions")
    .selectAll()
    .where("source", "=", source)
    .where(sql<boolean>`external_id = ANY(${externalIds}::text[])`)
    .execute();
}
