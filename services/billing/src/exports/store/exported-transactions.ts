import { constant, type Queryable, run, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import { type Kysely, sql as kysely } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { TransactionRow, Tx } from "../../store/tables.ts";

/** In minor units; debits are positive. */
export type ExportedEntry = { account: string; minor: string };
export type ExportedTransaction = Pick<
  TransactionRow,
  | "id"
  | "account_id"
  | "sequence"
  | "type"
  | "code"
  | "reason_code"
  | "currency"
  | "effective_on"
  | "posted_at"
  | "facility_id"
  | "reversal_of"
> & { entries: ExportedEntry[] };

/** As they are read one after the other, all of one moment. */
export type Snapshot = { tx: Tx; close(): Promise<void> };

/** Of one moment, for as long as it is read: who reads slower than that is cut off. */
export async function openSnapshot(db: Kysely<DB>, idleMaxMs: number): Promise<Snapshot> {
  const tx = await db.startTransaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute();
  await kysely`SELECT set_config('statement_timeout', '25000', true),
    set_config('idle_in_transaction_session_timeout', ${String(idleMaxMs)}, true)`.execute(tx);
  return { tx, close: async () => void (await tx.rollback().execute()) };
}

const columns = constant(
  [
    "t.id, t.account_id, t.sequence, t.type, t.code, t.reason_code, t.currency, t.effective_on, t.posted_at, t.facility_id",
    "t.reversal_of",
  ].join(", "),
);

/** The next by id of the accounts in scope, each with its entries by the accounts of the chart. */
export function listForExport(
  on: Queryable,
  { after, asOf, limit }: { after: string; asOf: string; limit: number },
  actor: Actor,
): Promise<ExportedTransaction[]> {
  const inScope =
    actor.facilities === "all" ? sql`true` : sql`accounts.facility_id = ANY(${[...actor.facilities]}::uuid[])`;
  return run<ExportedTransaction>(
    on,
    statement("list-for-export")`SELECT ${columns}, entries.of AS entries
      FROM transactions t JOIN accounts ON accounts.id = t.account_id
      CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object('account', chart_account(e.ledger_account, t.method, t.reason_code),
          'minor', (e.debit_minor - e.credit_minor)::text) ORDER BY e.line) AS of
        FROM ledger_entries e WHERE e.transaction_id = t.id
      ) entries
      WHERE t.id > ${after} AND t.effective_on <= ${asOf}::date AND ${inScope}
      ORDER BY t.id LIMIT ${limit}`,
  );
}

/** The currencies of all that is posted. */
export async function listPostedCurrencies(on: Queryable): Promise<string[]> {
  const rows = await run<{ currency: string }>(
    on,
    statement("list-posted-currencies")`SELECT DISTINCT currency FROM accounts ORDER BY currency`,
  );
  return rows.map(({ currency }) => currency);
}
