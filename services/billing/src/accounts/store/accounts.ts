import { ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { AccountRow, Tx } from "../../store/tables.ts";
import { accountsInScope } from "./scope.ts";

export async function findAccount(db: Kysely<DB>, id: string, actor: Actor): Promise<AccountRow | undefined> {
  return db
    .selectFrom("accounts")
    .selectAll()
    .where("accounts.id", "=", id)
    .where(accountsInScope(actor))
    .executeTakeFirst();
}

export async function findAccountOfPatient(
  db: Kysely<DB>,
  patientId: string,
  actor: Actor,
): Promise<AccountRow | undefined> {
  return db
    .selectFrom("accounts")
    .selectAll()
    .where("accounts.patient_id", "=", patientId)
    .where(accountsInScope(actor))
    .executeTakeFirst();
}

/** For an account that is out of reach, is missing, or is promised and has not opened yet. */
export function noSuchAccount(): ProblemError {
  return new ProblemError(
    "not-found",
    "There is no such account within your access. One that is still pending is there as soon as it has opened.",
  );
}

/**
 * Locks the account until the transaction ends: who posts to it takes turns. 404 for none in scope.
 */
export async function lockAccount(tx: Tx, id: string, actor: Actor): Promise<AccountRow> {
  const account = await tx
    .selectFrom("accounts")
    .selectAll()
    .where("accounts.id", "=", id)
    .where(accountsInScope(actor))
    .forUpdate()
    .executeTakeFirst();
  if (!account) throw noSuchAccount();
  return account;
}

/**
 * Locks the accounts of these patients, in id order, so that two batches can't wait for each other.
 */
export async function lockAccountsOfPatients(
  tx: Tx,
  patientIds: readonly string[],
  actor: Actor,
): Promise<AccountRow[]> {
  return tx
    .selectFrom("accounts")
    .selectAll()
    .where(sql<boolean>`accounts.patient_id = ANY(${patientIds}::uuid[])`)
    .where(accountsInScope(actor))
    .orderBy("accounts.id")
    .forUpdate()
    .execute();
}

export type AccountFilter = {
  status?: "active" | "closed";
  afterId?: string;
  limit: number;
};

/** In id order, which for UUIDv7 is the order of opening. */
export async function listAccounts(db: Kysely<DB>, filter: AccountFilter, actor: Actor): Promise<AccountRow[]> {
  const { status, afterId, limit } = filter;
  return db
    .selectFrom("accounts")
    .selectAll()
    .where(accountsInScope(actor))
    .$if(status !== undefined, (query) => query.where("accounts.status", "=", status ?? ""))
    .$if(afterId !== undefined, (query) => query.where("accounts.id", ">", afterId ?? ""))
    .orderBy("accounts.id")
    .limit(limit)
    .execute();
}

export async function countAccounts(db: Kysely<DB>, status: string | undefined, actor: Actor): Promise<number> {
  const row = await db
    .selectFrom("accounts")
    .select((eb) => eb.fn.countAll<bigint>().as("count"))
    .where(accountsInScope(actor))
    .$if(status !== undefined, (query) => query.where("accounts.status", "=", status ?? ""))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The caller holds the row lock and has checked that the change is allowed. */
export async function updateAccountStatus(tx: Tx, id: string, status: "active" | "closed") {
  return tx
    .updateTable("accounts")
    .set((eb) => ({ status, version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
