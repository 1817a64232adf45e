import type { Reversal } from "@pms/contracts/billing/postings";
import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import { lockAccount } from "../accounts/store/accounts.ts";
import { needsDays, reversalDate } from "../dating/dating.ts";
import { listDayChanges } from "../dating/store/days.ts";
import type { Deps } from "../deps.ts";
import { type LedgerEntry, opposite } from "../ledger/ledger-entries.ts";
import { noFacts, type Posting } from "../ledger/posting.ts";
import { listEntries } from "../ledger/store/entries.ts";
import { storePosting } from "../ledger/store/postings.ts";
import { type AppliedPosting, applyPosting, stampOf } from "../postings/applied-posting.ts";
import { messagesOf } from "../postings/posting-messages.ts";
import type { EntryRow, Tx } from "../store/tables.ts";
import { purposeOf } from "../transactions/purpose-of.ts";
import { findTransaction, type KnownTransaction } from "../transactions/store/transactions.ts";
import { createdAnswer } from "../transactions/transaction-json.ts";

export type ReversalRequest = { transactionId: string; reversal: Reversal };

/**
 * Posts the opposite of a transaction, never before it and today (UTC) where no date is given. 409
 * when it is reversed already; 422 for a reversal itself: post the transaction anew.
 */
export async function reverseTransaction(
  deps: Pick<Deps, "database" | "now" | "relay">,
  caller: Caller,
  { transactionId, reversal, key }: ReversalRequest & { key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  const seen = await findTransaction(deps.database.db, transactionId, caller.actor);
  const reverse = async (tx: Tx) => createdAnswer(await recordReversal(tx, deps, caller, { transactionId, reversal }));
  return commitOnce(deps, key, reverse, seen?.account_id ?? transactionId);
}

/** Within the caller's transaction; leaves the account locked. */
export async function recordReversal(
  tx: Tx,
  { now }: Pick<Deps, "now">,
  caller: Caller,
  { transactionId, reversal, accountVersion = null }: ReversalRequest & { accountVersion?: number | null },
): Promise<AppliedPosting> {
  const { actor } = caller;
  const found = await findTransaction(tx, transactionId, actor);
  if (!found) throw notFound();
  const account = await lockAccount(tx, found.account_id, actor);
  // Read again behind the lock: another reversal may have been posted meanwhile.
  const original = (await findTransaction(tx, transactionId, actor)) ?? found;
  requireReversible(original);
  const stamp = stampOf(actor, now());
  const effectiveOn = reversalDate(reversal.effectiveOn, original.effective_on, stamp.postedAt);
  const wanted = {
    posting: { ...reversalOf(original, reversal.reason, effectiveOn), accountVersion },
    entries: opposite((await listEntries(tx, transactionId)).map(entryOf)),
    reversedType: original.type,
  };
  const changes = needsDays(wanted, stamp.postedAt) ? await listDayChanges(tx, account.id) : [];
  const applied = applyPosting(account, wanted, changes, stamp);
  await storePosting(tx, applied, messagesOf(caller, applied, wanted));
  return applied;
}

function requireReversible(original: KnownTransaction): void {
  if (original.direction === "to-account" || original.direction === "from-account")
    throw new ProblemError("rule-violated", "What was moved by a merge goes back by undoing the merge.");
  if (original.type === "reversal") throw new ProblemError("rule-violated", "A reversal can't be reversed.");
  if (original.reversed_by !== null) throw new ProblemError("conflict", "The transaction is reversed already.");
}

/**
 * Keeps the coded facts of its original, so that counts by facility, method or code come out right.
 */
function reversalOf(original: KnownTransaction, reason: string, effectiveOn: string): Posting {
  return {
    ...noFacts,
    type: "reversal",
    amountMinor: original.amount_minor,
    currency: original.currency,
    effectiveOn,
    facilityId: original.facility_id,
    responsibility: original.responsibility as Posting["responsibility"],
    code: original.code,
    method: original.method,
    purpose: purposeOf(original),
    reasonCode: original.reason_code,
    note: reason,
    reversalOf: original.id,
  };
}

function entryOf(row: EntryRow): LedgerEntry {
  return { ledgerAccount: row.ledger_account, debitMinor: row.debit_minor, creditMinor: row.credit_minor };
}
