import { randomUUIDv7 } from "node:crypto";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { needsDays } from "../dating/dating.ts";
import { dayChangeOfTotals } from "../dating/days.ts";
import { sumDays } from "../dating/store/days.ts";
import type { Posting } from "../ledger/posting.ts";
import { storePostings } from "../ledger/store/postings.ts";
import type { AccountRow, Tx } from "../store/tables.ts";
import type { KnownTransaction } from "../transactions/store/transactions.ts";
import { transactionPosted } from "../transactions/transaction-events.ts";
import { applyPosting, type PostingWithEntries } from "./apply-posting.ts";

/**
 * Ledger, balances, event and audit row in one statement. The caller holds the account's row lock.
 */
export async function recordPosting(
  tx: Tx,
  caller: Caller,
  input: PostingWithEntries & { account: AccountRow },
): Promise<KnownTransaction> {
  const stamp = { id: randomUUIDv7(), postedAt: new Date(), actor: caller.actor };
  const totals = needsDays(input, stamp.postedAt) ? await sumDays(tx, [input.account.id]) : [];
  const { account, transaction, entries } = applyPosting(input.account, input, totals.map(dayChangeOfTotals), stamp);
  const messages = [
    transactionPosted(caller, account, transaction, input.reversedType),
    auditMessage("billing", caller.audit, {
      action: "billing.post",
      resourceType: "transaction",
      resourceId: transaction.id,
      patientId: account.patient_id,
      facilityId: account.facility_id,
      details: { type: transaction.type, ...confirmedDetail(input.posting) },
    }),
  ];
  await storePostings(tx, { transactions: [transaction], entries, accounts: [account], messages });
  return { ...transaction, patient_id: account.patient_id, reversed_by: null };
}

/**
 * What the caller stood by when asked: whoever looks into a strange date finds who confirmed it.
 */
function confirmedDetail({ confirmed }: Posting): { confirmed?: string } {
  return confirmed.length > 0 ? { confirmed: confirmed.join(" ") } : {};
}
