/**
 * What a posting does to an account: rules, new balances, rows. Pure; the caller holds the lock.
 */
import { randomUUIDv7 } from "node:crypto";

import { ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import { requireOpen } from "../accounts/require-open.ts";
import { requireSoundDate } from "../dating/dating.ts";
import type { DayChange } from "../dating/days.ts";
import { effectOf, type LedgerEntry } from "../ledger/ledger-entries.ts";
import { isSafeAmount } from "../ledger/money.ts";
import type { Posting } from "../ledger/posting.ts";
import type { AccountRow, EntryRow, TransactionRow } from "../store/tables.ts";

/** By which a posting is known, when it was posted, and by whom. */
export type Stamp = { id: string; postedAt: Date; actor: Actor };
/** A posting with its entries; of a reversal, the type of its original. */
export type PostingWithEntries = {
  posting: Posting;
  entries: readonly LedgerEntry[];
  reversedType?: string | undefined;
};
/** The account as it stands afterwards, and the rows to be stored. */
export type AppliedPosting = { account: AccountRow; transaction: TransactionRow; entries: EntryRow[] };

export function stampOf(actor: Actor, postedAt: Date): Stamp {
  return { id: randomUUIDv7(), postedAt, actor };
}

/**
 * 409 for a closed account, 412 when it is not as the caller saw it; 422 for another currency, a
 * facility out of reach or an unsound date.
 * @param changes what was posted to the account until now, by date, where `needsDays`
 */
export function applyPosting(
  account: AccountRow,
  { posting, entries, reversedType }: PostingWithEntries,
  changes: readonly DayChange[],
  stamp: Stamp,
): AppliedPosting {
  const effect = effectOf(entries);
  const after = {
    ...account,
    balance_minor: account.balance_minor + effect.balanceMinor,
    payer_balance_minor: account.payer_balance_minor + effect.payerBalanceMinor,
    last_sequence: account.last_sequence + 1n,
    version: account.version + 1,
  };
  refuseWhatBreaksRules(account, after, posting, stamp.actor);
  requireSoundDate({ posting, reversedType, account }, changes, stamp.postedAt);
  const transaction = transactionRow(after, posting, effect.balanceMinor, stamp);
  const rows = entries.map((entry, index) => ({
    transaction_id: stamp.id,
    line: index + 1,
    account_id: account.id,
    ledger_account: entry.ledgerAccount,
    debit_minor: entry.debitMinor,
    credit_minor: entry.creditMinor,
  }));
  return { account: after, transaction, entries: rows };
}

function refuseWhatBreaksRules(account: AccountRow, after: AccountRow, posting: Posting, actor: Actor): void {
  requireOpen(account);
  if (posting.accountVersion !== null && posting.accountVersion !== account.version)
    throw new ProblemError("stale", "Something was posted to the account since you read it. Read its balance again.");
  if (posting.currency !== account.currency)
    throw new ProblemError("rule-violated", `This account is kept in ${account.currency}.`);
  if (!mayPostAt(actor, posting)) throw new ProblemError("rule-violated", "The facility is not one that you work at.");
  const patientsPart = after.balance_minor - after.payer_balance_minor;
  if (![after.balance_minor, after.payer_balance_minor, patientsPart].every(isSafeAmount))
    throw new ProblemError("rule-violated", "The balance would become larger than can be kept.");
}

/** A reversal is where its original was, even when the account has moved since. */
function mayPostAt({ facilities }: Actor, { type, facilityId }: Posting): boolean {
  return type === "reversal" || facilityId === null || facilities === "all" || facilities.includes(facilityId);
}

function transactionRow(after: AccountRow, posting: Posting, balanceDeltaMinor: bigint, stamp: Stamp): TransactionRow {
  return {
    id: stamp.id,
    account_id: after.id,
    sequence: after.last_sequence,
    type: posting.type,
    amount_minor: posting.amountMinor,
    currency: posting.currency,
    balance_delta_minor: balanceDeltaMinor,
    balance_after_minor: after.balance_minor,
    payer_balance_after_minor: after.payer_balance_minor,
    effective_on: posting.effectiveOn,
    posted_at: stamp.postedAt,
    posted_by: stamp.actor.id,
    facility_id: posting.facilityId ?? after.facility_id,
    responsibility: posting.responsibility,
    code: posting.code,
    description: posting.description,
    units: posting.units,
    method: posting.method,
    reference: posting.reference,
    purpose: posting.purpose,
    tendered_minor: posting.tenderedMinor,
    direction: posting.direction,
    reason_code: posting.reasonCode,
    note: posting.note,
    reversal_of: posting.reversalOf,
    source: posting.source,
    external_id: posting.externalId,
  };
}
