import { randomUUIDv7 } from "node:crypto";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import type { Transaction } from "kysely";
import { type AccountRow, lockAccount } from "../accounts/store/accounts.ts";
import { needsDays } from "../dating/dating.ts";
import { dayChangeOf } from "../dating/days.ts";
import { transactionPosted } from "../ledger/billing-messages.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import type { AskedPosting, Posting } from "../ledger/posting.ts";
import { sumDays } from "../ledger/store/balances.ts";
import { storePostings } from "../ledger/store/postings.ts";
import type { KnownTransaction } from "../ledger/store/transactions.ts";
import { type Taking, takePosting } from "../ledger/take-posting.ts";
import type { DB } from "../store/gen/tables.ts";

/** Posts to an account in scope. 404, and the refusals of `takePosting`. */
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
  asked: Taking & { account: AccountRow },
): Promise<KnownTransaction> {
  const stamp = { id: randomUUIDv7(), postedAt: new Date(), actor: caller.actor };
  const totals = needsDays(asked, stamp.postedAt) ? await sumDays(tx, [asked.account.id]) : [];
  const { account, transaction, entries } = takePosting(asked.account, asked, totals.map(dayChangeOf), stamp);
  const messages = [
    transactionPosted(caller, account, transaction, asked.reversedType),
    auditMessage("billing", caller.audit, {
      action: "billing.post",
      resourceType: "transaction",
      resourceId: transaction.id,
      patientId: account.patient_id,
      facilityId: account.facility_id,
      details: { type: transaction.type, ...confirmedDetail(asked.posting) },
    }),
  ];
  await storePostings(tx, { transactions: [transaction], entries, accounts: [account], messages });
  return { ...transaction, patient_id: account.patient_id, reversed_by: null };
}

/** What the caller was asked and stood by, where anything: whoever looks into a strange date finds who confirmed it. */
function confirmedDetail({ confirmed }: Posting): { confirmed?: string } {
  return confirmed.length > 0 ? { confirmed: confirmed.join(" ") } : {};
}
