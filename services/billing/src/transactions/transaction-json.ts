import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Answer } from "@pms/kit/http/idempotency";
import { moneyOf } from "../ledger/money.ts";
import type { AccountRow, TransactionRow } from "../store/tables.ts";
import { purposeOf } from "./purpose-of.ts";
import type { KnownTransaction } from "./store/transactions.ts";

export function transactionJson(row: KnownTransaction): LedgerTransaction {
  const { currency, responsibility } = row;
  const purpose = purposeOf(row);
  return {
    id: row.id,
    number: Number(row.sequence),
    type: row.type as LedgerTransaction["type"],
    accountId: row.account_id,
    patientId: row.patient_id,
    facilityId: row.facility_id,
    amount: moneyOf(row.amount_minor, currency),
    balanceDelta: moneyOf(row.balance_delta_minor, currency),
    balanceAfter: moneyOf(row.balance_after_minor, currency),
    postedAt: row.posted_at.toISOString(),
    postedBy: row.posted_by,
    effectiveOn: row.effective_on,
    ...(row.code !== null && { code: row.code }),
    ...(row.description !== null && { description: row.description }),
    ...(row.units !== null && { units: row.units }),
    ...(row.method !== null && { method: row.method }),
    ...(purpose !== null && { purpose }),
    ...(row.tendered_minor !== null && { tendered: moneyOf(row.tendered_minor, currency) }),
    ...(row.reference !== null && { reference: row.reference }),
    ...(row.direction !== null && { direction: row.direction }),
    ...(row.reason_code !== null && { reasonCode: row.reason_code }),
    ...(row.note !== null && { note: row.note }),
    ...((responsibility === "patient" || responsibility === "payer") && { responsibility }),
    ...(row.reversal_of !== null && { reversalOf: row.reversal_of }),
    ...(row.reversed_by !== null && { reversedBy: row.reversed_by }),
  };
}

type Posted = { account: AccountRow; transaction: TransactionRow };

/** What has just been posted, and which nothing can have reversed yet. */
export function postedNow({ account, transaction }: Posted): KnownTransaction {
  return { ...transaction, patient_id: account.patient_id, reversed_by: null };
}

export function createdAnswer(posted: Posted): Answer {
  const body = transactionJson(postedNow(posted));
  return { status: 201, body, headers: { location: `/api/billing/transactions/${body.id}` } };
}
