import { randomUUIDv7 } from "node:crypto";
import { auditMessage } from "@pms/kit/audit";
import type { Transaction } from "kysely";
import { type AccountRow, lockAccount } from "../store/accounts.ts";
import type { DB } from "../store/gen/tables.ts";
import { storePostings } from "../store/postings.ts";
import type { KnownTransaction } from "../store/transactions.ts";
import { transactionPosted } from "./billing-messages.ts";
import type { Caller } from "./caller.ts";
import { entriesOf, type LedgerEntry } from "./ledger-entries.ts";
import type { AskedPosting, Posting } from "./posting.ts";
import { refuseUncoveredRefund } from "./refuse-uncovered-refund.ts";
import { takePosting } from "./take-posting.ts";

/** Posts to an account in scope. 404, and the refusals of `takePosting` and `refuseUncoveredRefund`. */
export async function postTransaction(
  tx: Transaction<DB>,
  caller: Caller,
  accountId: string,
  posting: AskedPosting,
): Promise<KnownTransaction> {
  const account = await lockAccount(tx, accountId, caller.actor);
  return recordPosting(tx, caller, { account, posting, entries: entriesOf(posting) });
}

/** Ledger, balances, event and audit row in one statement. The caller holds the account's row lock. */
export async function recordPosting(
  tx: Transaction<DB>,
  caller: Caller,
  asked: { account: AccountRow; posting: Posting; entries: readonly LedgerEntry[]; reversedType?: string },
): Promise<KnownTransaction> {
  const stamp = { id: randomUUIDv7(), postedAt: new Date(), actor: caller.actor };
  const { account, transaction, entries } = takePosting(asked.account, asked.posting, asked.entries, stamp);
  if (asked.posting.type === "refund") await refuseUncoveredRefund(tx, asked.account, asked.posting);
  const messages = [
    transactionPosted(caller, account, transaction, asked.reversedType),
    auditMessage("billing", caller.audit, {
      action: "billing.post",
      resourceType: "transaction",
      resourceId: transaction.id,
      patientId: account.patient_id,
      facilityId: account.facility_id,
      details: { type: transaction.type },
    }),
  ];
  await storePostings(tx, { transactions: [transaction], entries, accounts: [account], messages });
  return { ...transaction, patient_id: account.patient_id, reversed_by: null };
}
