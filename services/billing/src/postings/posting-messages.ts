/** What is told of a posting: its event, and the audit event of who posted it. Pure. */
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import type { Posting } from "../ledger/posting.ts";
import { transactionPosted } from "../transactions/transaction-events.ts";
import type { AppliedPosting, PostingWithEntries } from "./applied-posting.ts";

export function messagesOf(
  caller: Caller,
  { account, transaction }: AppliedPosting,
  { posting, reversedType }: PostingWithEntries,
): OutboxEvent[] {
  return [
    transactionPosted(caller, account, transaction, reversedType),
    auditMessage("billing", caller.audit, {
      action: "billing.post",
      resourceType: "transaction",
      resourceId: transaction.id,
      patientId: account.patient_id,
      facilityId: account.facility_id,
      details: { type: transaction.type, ...confirmedDetail(posting) },
    }),
  ];
}

/** Whoever looks into a strange date finds who confirmed it when asked. */
function confirmedDetail({ confirmed }: Posting): { confirmed?: string } {
  return confirmed.length > 0 ? { confirmed: confirmed.join(" ") } : {};
}
