import type { Transaction } from "kysely";
import type { DB } from "../store/gen/tables.ts";
import type { Facts } from "./fold-events.ts";
import type { Slot } from "./slot.ts";
import { applyAccountFacts } from "./store/apply-account-facts.ts";
import { applyPairs } from "./store/apply-pairs.ts";
import { applyPatientFacts } from "./store/apply-patient-facts.ts";
import { applyTransactions } from "./store/apply-transactions.ts";
import { moveAccounts } from "./store/move-accounts.ts";
import { regroupPersons } from "./store/regroup-persons.ts";

/**
 * Brings facts into a slot; what is there already changes nothing (REL-6). The caller holds the
 * generation's lock. Answers the ids of the patients whom the facts are of.
 */
export async function applyFacts(
  tx: Transaction<DB>,
  slot: Slot,
  { patients, pairs, billing }: Facts,
): Promise<string[]> {
  await applyPatientFacts(tx, slot, patients);
  await applyPairs(tx, slot, pairs);
  const changedIds = patients.map(({ patientId }) => patientId);
  const regrouped = await regroupPersons(tx, slot, changedIds);
  const newTransactionIds = await applyTransactions(tx, slot, billing.transactions);
  const accounts = billing.accountChanges(newTransactionIds);
  await applyAccountFacts(tx, slot, accounts);
  const patientIds = [...patients, ...accounts].map(({ patientId }) => patientId);
  await moveAccounts(tx, slot, patientIds);
  return [...patientIds, ...regrouped, ...pairs.flatMap(({ lowId, highId }) => [lowId, highId])];
}
