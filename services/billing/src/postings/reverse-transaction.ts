import type { LedgerTransaction, Reversal } from "@pms/contracts/billing";
import type { Caller } from "@pms/kit/audit/caller";
import { notFound, ProblemError } from "@pms/kit/http/problem";
import type { Transaction } from "kysely";
import { lockAccount } from "../accounts/store/accounts.ts";
import { reversalDate } from "../dating/dating.ts";
import { type LedgerAccount, type LedgerEntry, opposite } from "../ledger/ledger-entries.ts";
import { noFacts, type Posting } from "../ledger/posting.ts";
import type { EntryRow } from "../ledger/store/postings.ts";
import { findTransaction, type KnownTransaction, listEntries } from "../ledger/store/transactions.ts";
import type { DB } from "../store/gen/tables.ts";
import { recordPosting } from "./post-transaction.ts";

/**
 * Posts the opposite of a transaction, effective today (UTC) where no date is given, and never before what it reverses: no balance
 * of a past date is to have the one without the other. Once only: 409 when it is reversed already; a reversal itself
 * can't be reversed (422): post the transaction anew.
 */
export async function reverseTransaction(
  tx: Transaction<DB>,
  caller: Caller,
  transactionId: string,
  { reason, effectiveOn: asked }: Reversal,
): Promise<KnownTransaction> {
  const seen = await findTransaction(tx, transactionId, caller.actor);
  if (!seen) throw notFound();
  const account = await lockAccount(tx, seen.account_id, caller.actor);
  // Read again behind the lock: another reversal may have been posted meanwhile.
  const original = (await findTransaction(tx, transactionId, caller.actor)) ?? seen;
  if (original.type === "reversal") throw new ProblemError("rule-violated", "A reversal can't be reversed.");
  if (original.reversed_by !== null) throw new ProblemError("conflict", "The transaction is reversed already.");
  const effectiveOn = reversalDate(asked, original.effective_on);
  const entries = opposite((await listEntries(tx, transactionId)).map(toEntry));
  const posting = reversalOf(original, reason, effectiveOn);
  return recordPosting(tx, caller, { account, posting, entries, reversedType: original.type });
}

/** Keeps the coded facts of its original, so that what is counted by facility, method or code comes out right. */
function reversalOf(original: KnownTransaction, reason: string, effectiveOn: string): Posting {
  return {
    ...noFacts,
    type: "reversal",
    amountMinor: original.amount_minor,
    currency: original.currency,
    effectiveOn,
    facilityId: original.facility_id,
    responsibility: (original.responsibility as LedgerTransaction["responsibility"] | null) ?? null,
    code: original.code,
    method: original.method,
    reasonCode: original.reason_code,
    note: reason,
    reversalOf: original.id,
  };
}

function toEntry(row: EntryRow): LedgerEntry {
  const ledgerAccount = row.ledger_account as LedgerAccount;
  return { ledgerAccount, debitMinor: row.debit_minor, creditMinor: row.credit_minor };
}
