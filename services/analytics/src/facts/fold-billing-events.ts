import { eventCodecs } from "@pms/contracts/events/events";
import type { TransactionPosted } from "@pms/contracts/gen/pms/events/v1/billing_events";
import { facilityOr, required } from "./event-fields.ts";
import type { AccountChange } from "./store/apply-account-facts.ts";
import type { PostedTransaction } from "./store/apply-transactions.ts";
import type { ToldEvent } from "./told-event.ts";

export type BillingFacts = {
  transactions: PostedTransaction[];
  /** One change per account, made of its opening and of those transactions that are new. */
  accountChanges(newTransactionIds: ReadonlySet<string>): AccountChange[];
};

/** Throws on an event that makes no sense. */
export function foldBillingEvents(events: readonly ToldEvent[]): BillingFacts {
  const opened: AccountChange[] = [];
  const posted = new Map<string, TransactionPosted>();
  for (const event of events) {
    if (event.type === "BillingAccountCreated") opened.push(toOpening(event.payload));
    if (event.type !== "TransactionPosted") continue;
    const transaction = eventCodecs.TransactionPosted.decode(event.payload);
    posted.set(required(transaction.transactionId, "transaction_id"), transaction);
  }
  return {
    transactions: [...posted.values()].map(toPosted),
    accountChanges: (newTransactionIds) => {
      const added = [...posted.values()].filter(({ transactionId }) => newTransactionIds.has(transactionId));
      return mergeByAccount([...opened, ...added.map(toDelta)]);
    },
  };
}

function toOpening(payload: Uint8Array): AccountChange {
  const { accountId, patientId, facilityId, currency } = eventCodecs.BillingAccountCreated.decode(payload);
  return {
    accountId: required(accountId, "account_id"),
    patientId: required(patientId, "patient_id"),
    facilityId: facilityOr(facilityId),
    currency: required(currency, "currency"),
    opened: true,
    deltaMinor: 0n,
  };
}

function toDelta(transaction: TransactionPosted): AccountChange {
  const { accountId, patientId, facilityId, currency, balanceDeltaMinor } = transaction;
  return {
    accountId: required(accountId, "account_id"),
    patientId: required(patientId, "patient_id"),
    facilityId: facilityOr(facilityId),
    currency: required(currency, "currency"),
    opened: false,
    deltaMinor: balanceDeltaMinor,
  };
}

function toPosted(transaction: TransactionPosted): PostedTransaction {
  const reversal = transaction.type === "reversal";
  const measure = reversal ? required(transaction.reversedType, "reversed_type") : transaction.type;
  const byMethod = measure === "payment" || measure === "refund";
  // A charge, payment or refund counts by its amount; what may go either way by what it does to the
  // balance.
  const signed = measure === "charge" || byMethod;
  const sign = reversal ? -1 : 1;
  return {
    transactionId: transaction.transactionId,
    patientId: required(transaction.patientId, "patient_id"),
    facilityId: facilityOr(transaction.facilityId),
    measure,
    dimension: (byMethod ? transaction.method : transaction.code) || "unspecified",
    effectiveOn: required(transaction.effectiveOn, "effective_on"),
    currency: required(transaction.currency, "currency"),
    amountMinor: signed ? BigInt(sign) * transaction.amountMinor : transaction.balanceDeltaMinor,
    sign,
  };
}

function mergeByAccount(changes: readonly AccountChange[]): AccountChange[] {
  const merged = new Map<string, AccountChange>();
  for (const change of changes) {
    const known = merged.get(change.accountId);
    const deltaMinor = (known?.deltaMinor ?? 0n) + change.deltaMinor;
    // The account's own facts come from its opening, wherever in the batch that is.
    merged.set(change.accountId, { ...(known?.opened ? known : change), deltaMinor });
  }
  return [...merged.values()];
}
