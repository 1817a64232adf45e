import type { Reversal } from "@pms/contracts/billing/postings";
import type { Caller } from "@pms/kit/audit/caller";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import { lockAccount } from "../accounts/store/accounts.ts";
import { reversalDate } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import { type LedgerAccount, type LedgerEntry, opposite } from "../ledger/ledger-entries.ts";
import { noFacts, type Posting } from "../ledger/posting.ts";
import { listEntries } from "../ledger/store/entries.ts";
import { answerOnce } from "../postings/answer-once.ts";
import { recordPosting } from "../postings/record-posting.ts";
import type { KeptAnswer } from "../store/commit.ts";
import type { EntryRow, Tx } from "../store/tables.ts";
import { findTransaction, type KnownTransaction } from "../transactions/store/transactions.ts";

type ReversalRequest = { transactionId: string; reversal: Reversal };

/**
 * Posts the opposite of a transaction, never before it and today (UTC) where no date is given.
 * 409 when it is reversed already; 422 for a reversal itself: post the transaction anew.
 */
export async function reverseTransaction(
  deps: Pick<Deps, "database" | "wakeRelay">,
  caller: Caller,
  input: ReversalRequest & { key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  const { transactionId, key } = input;
  const seen = await findTransaction(deps.database.db, transactionId, caller.actor);
  const accountId = seen?.account_id ?? transactionId;
  return answerOnce(deps, { key, accountId }, (tx) => recordReversal(tx, caller, input));
}

async function recordReversal(
  tx: Tx,
  caller: Caller,
  { transactionId, reversal }: ReversalRequest,
): Promise<KnownTransaction> {
  const seen = await findTransaction(tx, transactionId, caller.actor);
  if (!seen) throw notFound();
  const account = await lockAccount(tx, seen.account_id, caller.actor);
  // Read again behind the lock: another reversal may have been posted meanwhile.
  const original = (await findTransaction(tx, transactionId, caller.actor)) ?? seen;
  if (original.type === "reversal") throw new ProblemError("rule-violated", "A reversal can't be reversed.");
  if (original.reversed_by !== null) throw new ProblemError("conflict", "The transaction is reversed already.");
  const effectiveOn = reversalDate(reversal.effectiveOn, original.effective_on);
  const entries = opposite((await listEntries(tx, transactionId)).map(entryOf));
  const posting = reversalOf(original, reversal.reason, effectiveOn);
  return recordPosting(tx, caller, { account, posting, entries, reversedType: original.type });
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
    reasonCode: original.reason_code,
    note: reason,
    reversalOf: original.id,
  };
}

function entryOf(row: EntryRow): LedgerEntry {
  const ledgerAccount = row.ledger_account as LedgerAccount;
  return { ledgerAccount, debitMinor: row.debit_minor, creditMinor: row.credit_minor };
}
