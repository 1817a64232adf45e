import { type Queryable, run, runForOne, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { AccountMerges } from "../../store/gen/tables.ts";
import type { AccountRow, TransactionRow } from "../../store/tables.ts";

export type MergeRow = Selectable<AccountMerges>;

/** Locked until the transaction ends. */
export function lockMerge(tx: Queryable, id: string): Promise<MergeRow | undefined> {
  return runForOne(tx, statement("lock-account-merge")`SELECT * FROM account_merges WHERE id = ${id} FOR UPDATE`);
}

type NewMerge = { id: string; survivorId: string; mergedId: string; at: Date };

/** False where the merge is known already: done, or undone before it was done. */
export async function insertMerge(tx: Queryable, { id, survivorId, mergedId, at }: NewMerge): Promise<boolean> {
  const rows = await run(
    tx,
    statement("insert-account-merge")`INSERT INTO account_merges (id, state, survivor_id, merged_id, merged_at)
      VALUES (${id}, 'merged', ${survivorId}, ${mergedId}, ${at}) ON CONFLICT (id) DO NOTHING RETURNING id`,
  );
  return rows.length > 0;
}

/** Notes a merge that never was as undone; false where it is known. */
export async function insertUndone(tx: Queryable, id: string, at: Date): Promise<boolean> {
  const rows = await run(
    tx,
    statement("insert-undone-merge")`INSERT INTO account_merges (id, state, undone_at)
      VALUES (${id}, 'undone', ${at}) ON CONFLICT (id) DO NOTHING RETURNING id`,
  );
  return rows.length > 0;
}

export async function markUndone(tx: Queryable, id: string, at: Date): Promise<void> {
  await run(
    tx,
    statement("undo-account-merge")`UPDATE account_merges SET state = 'undone', undone_at = ${at} WHERE id = ${id}`,
  );
}

/** In the order of their ids, so that two merges can't wait for each other. */
export function lockAccounts(tx: Queryable, ids: readonly string[]): Promise<AccountRow[]> {
  return run(
    tx,
    statement("lock-merging-accounts")`SELECT * FROM accounts WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`,
  );
}

/** Closes the one, and gives the other the user whose own record it was. */
export async function closeInto(
  tx: Queryable,
  { mergeId, merged, survivor }: { mergeId: string; merged: AccountRow; survivor: AccountRow },
): Promise<AccountRow[]> {
  const ownerId = survivor.owner_user_id === null ? merged.owner_user_id : null;
  await run(
    tx,
    statement("note-account-merge")`UPDATE account_merges SET moved_owner_user_id = ${ownerId}::uuid,
      survivor_sequence = ${survivor.last_sequence} WHERE id = ${mergeId}`,
  );
  const closed = await run<AccountRow>(
    tx,
    statement("close-merged-account")`UPDATE accounts SET status = 'closed', merged_into = ${survivor.id},
      version = version + 1 WHERE id = ${merged.id} RETURNING *`,
  );
  // Behind the other: of one owner one account is open.
  const kept = await run<AccountRow>(
    tx,
    statement("own-merged-account")`UPDATE accounts SET owner_user_id = coalesce(owner_user_id, ${ownerId}::uuid)
      WHERE id = ${survivor.id} RETURNING *`,
  );
  return [...closed, ...kept];
}

/** The way back. */
export async function openAgain(tx: Queryable, merge: MergeRow): Promise<AccountRow[]> {
  const kept = await run<AccountRow>(
    tx,
    statement("disown-merged-account")`UPDATE accounts SET
        owner_user_id = CASE WHEN owner_user_id = ${merge.moved_owner_user_id}::uuid THEN NULL ELSE owner_user_id END
      WHERE id = ${merge.survivor_id} RETURNING *`,
  );
  const opened = await run<AccountRow>(
    tx,
    statement("reopen-merged-account")`UPDATE accounts SET status = 'active', merged_into = NULL,
      version = version + 1 WHERE id = ${merge.merged_id} RETURNING *`,
  );
  return [...kept, ...opened];
}

/** What was posted to an account behind a place in its ledger and still counts, oldest first. */
export function listMovable(tx: Queryable, accountId: string, sequence: bigint): Promise<TransactionRow[]> {
  return run(
    tx,
    statement("list-movable-transactions")`SELECT t.* FROM transactions t
      WHERE t.account_id = ${accountId} AND t.sequence > ${sequence} AND t.type <> 'reversal'
        AND t.source IS DISTINCT FROM 'merge'
        AND NOT EXISTS (SELECT FROM transactions r WHERE r.reversal_of = t.id)
      ORDER BY t.sequence LIMIT 1000`,
  );
}
