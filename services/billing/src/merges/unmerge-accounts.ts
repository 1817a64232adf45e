import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import { accountStatusChanged } from "../accounts/account-events.ts";
import { requireOpen } from "../accounts/require-open.ts";
import { effectOf, opposite } from "../ledger/ledger-entries.ts";
import { noFacts } from "../ledger/posting.ts";
import { listEntries } from "../ledger/store/entries.ts";
import type { AccountRow, TransactionRow, Tx } from "../store/tables.ts";
import { findByExternalIds } from "../transactions/store/transactions.ts";
import { type LedgerPage, openPage, postOn, storePage } from "./ledger-page.ts";
import { accountsOf, type MergeDeps } from "./merge-accounts.ts";
import { insertUndone, listMovable, lockMerge, type MergeRow, markUndone, openAgain } from "./store/account-merges.ts";
import { isNothing, mergeSource, transferOf } from "./transfer.ts";

/** Both accounts, and what was posted to the survivor's since; none of it for a merge that never was. */
export type UnmergedAccounts = { survivor?: AccountRow; merged?: AccountRow; since: TransactionRow[] };
type Input = { mergeId: string; moveTransactionIds: readonly string[]; dryRun: boolean };

/**
 * Reverses what the merge moved, on its own day, and opens the account again; again, it changes
 * nothing. 404 for a dry run of none, 409 unless the survivor's account is open, 422 for a
 * transaction that can't be moved.
 */
export function unmergeAccounts(deps: MergeDeps, caller: Caller, input: Input): Promise<UnmergedAccounts> {
  return commit(deps, (tx) => unmergeInTransaction(tx, deps, caller, input), input.mergeId);
}

async function unmergeInTransaction(tx: Tx, deps: MergeDeps, caller: Caller, input: Input): Promise<UnmergedAccounts> {
  const { mergeId, dryRun } = input;
  const at = deps.now();
  let merge = await lockMerge(tx, mergeId);
  if (!merge) {
    if (dryRun) throw notFound();
    if (await insertUndone(tx, mergeId, at)) return { since: [] };
    merge = await lockMerge(tx, mergeId);
  }
  if (merge?.merged_at == null) return { since: [] };
  const { survivor, merged } = await accountsOf(tx, merge);
  if (merge.state === "undone") return { survivor, merged, since: [] };
  requireOpen(survivor);
  const since = await listMovable(tx, survivor.id, merge.survivor_sequence ?? 0n);
  if (dryRun) return { survivor, merged, since };
  const moving = input.moveTransactionIds.map((id) => since.find((each) => each.id === id));
  if (moving.some((each) => each === undefined))
    throw new ProblemError(
      "rule-violated",
      "A transaction to be moved was not posted since the merge, or is reversed.",
    );
  const chosen = moving.filter((each) => each !== undefined);
  return { ...(await putBack(tx, caller, { merge, survivor, merged, at, moving: chosen })), since };
}

type Undoing = { merge: MergeRow; survivor: AccountRow; merged: AccountRow; at: Date; moving: TransactionRow[] };

async function putBack(
  tx: Tx,
  caller: Caller,
  undoing: Undoing,
): Promise<Pick<UnmergedAccounts, "survivor" | "merged">> {
  const { merge, survivor, merged, at, moving } = undoing;
  const opened = await openAgain(tx, merge);
  const page = openPage(opened);
  await reverseMoves(tx, caller, page, { mergeId: merge.id, at });
  for (const transaction of moving) await moveOne(tx, caller, page, { ...undoing, transaction });
  await storePage(tx, page);
  await markUndone(tx, merge.id, at);
  const [kept, back] = [page.accounts.get(survivor.id), page.accounts.get(merged.id)];
  if (!kept || !back) throw new Error("The accounts of a merge are gone");
  const audit = auditMessage("billing", caller.audit, {
    action: "billing.unmerge-accounts",
    resourceType: "account",
    resourceId: back.id,
    patientId: back.patient_id,
    facilityId: back.facility_id,
    details: { merge: merge.id, survivor: kept.id, moved: String(moving.length) },
  });
  await enqueueEvents(tx, [accountStatusChanged(caller, back), audit]);
  return { survivor: kept, merged: back };
}

/** On the day of what they reverse: no day then shows that there was a merge. */
async function reverseMoves(
  tx: Tx,
  caller: Caller,
  page: LedgerPage,
  { mergeId, at }: { mergeId: string; at: Date },
): Promise<void> {
  const posted = await findByExternalIds(tx, mergeSource, [`${mergeId}/out`, `${mergeId}/in`]);
  for (const original of posted) {
    const entries = await entriesOf(tx, original.id);
    const posting = {
      ...noFacts,
      type: "reversal" as const,
      amountMinor: original.amount_minor,
      currency: original.currency,
      effectiveOn: original.effective_on,
      facilityId: original.facility_id,
      code: original.code,
      reversalOf: original.id,
    };
    postOn(page, caller, at, original.account_id, { posting, entries: opposite(entries), reversedType: "transfer" });
  }
}

async function entriesOf(tx: Tx, transactionId: string) {
  return (await listEntries(tx, transactionId)).map((row) => ({
    ledgerAccount: row.ledger_account,
    debitMinor: row.debit_minor,
    creditMinor: row.credit_minor,
  }));
}

/** What one transaction did to what is owed goes with it to the other account, on its day. */
async function moveOne(
  tx: Tx,
  caller: Caller,
  page: LedgerPage,
  { merge, survivor, merged, at, transaction }: Undoing & { transaction: TransactionRow },
): Promise<void> {
  const { balanceMinor, payerBalanceMinor } = effectOf(await entriesOf(tx, transaction.id));
  const owed = { patientMinor: balanceMinor - payerBalanceMinor, payerMinor: payerBalanceMinor };
  if (isNothing(owed)) return;
  const pair = transferOf({
    owed,
    currency: transaction.currency,
    effectiveOn: transaction.effective_on,
    externalId: `${merge.id}/${transaction.id}`,
    references: { out: transaction.id, in: transaction.id },
  });
  postOn(page, caller, at, survivor.id, pair.out);
  postOn(page, caller, at, merged.id, pair.in);
}
