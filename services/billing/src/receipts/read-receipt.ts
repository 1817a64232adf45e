import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import type { Receipt } from "@pms/contracts/billing/documents";
import type { Caller } from "@pms/kit/audit/caller";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { numberOf } from "../documents/frame.ts";
import { readHead } from "../documents/head-of-document.ts";
import { moneyOf } from "../ledger/money.ts";
import { findTransaction } from "../transactions/store/transactions.ts";
import { transactionJson } from "../transactions/transaction-json.ts";

type ReceiptDeps = Pick<Deps, "database" | "facilities" | "addressees" | "staffNames" | "audit">;

/**
 * The receipt of money that changed hands; the audit says that it was read. 404 out of reach, 422
 * for what is neither payment nor refund, 503 without its head or the cashier's name.
 */
export async function readReceipt(
  deps: ReceiptDeps,
  caller: Caller,
  { transactionId }: { transactionId: string },
): Promise<{ receipt: Receipt; preferredLanguage: string }> {
  const { database, staffNames, audit } = deps;
  const row = await findTransaction(database.db, transactionId, caller.actor);
  if (!row) throw notFound();
  if (row.type !== "payment" && row.type !== "refund")
    throw new ProblemError("rule-violated", "There is a receipt of payments and refunds alone.");
  // Patients are told that it was the clinic, as on the pages.
  const namesStaff = !seesOwnRecordOnly(caller.actor.roles);
  const [head, name] = await Promise.all([
    readHead(deps, caller, { facilityId: row.facility_id, patientId: row.patient_id }),
    namesStaff ? staffNames.find(row.posted_by) : undefined,
  ]);
  audit.record(caller.audit, {
    action: "billing.read-receipt",
    resourceType: "transaction",
    resourceId: row.id,
    patientId: row.patient_id,
    facilityId: row.account_facility_id,
  });
  const changeMinor = row.tendered_minor === null ? 0n : row.tendered_minor - row.amount_minor;
  const { letterhead, addressee, preferredLanguage } = head;
  const receipt = {
    number: numberOf(addressee.mrn, Number(row.sequence)),
    transaction: transactionJson(row),
    letterhead,
    addressee,
    cashier: { id: row.posted_by, ...(name !== undefined && { name }) },
    ...(changeMinor > 0n && { change: moneyOf(changeMinor, row.currency) }),
  };
  return { receipt, preferredLanguage };
}
