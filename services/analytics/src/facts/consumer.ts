import { topics } from "@pms/contracts/events";
import type { Transaction } from "kysely";
import { type Generation, lockForEvents, type Progress } from "../generations/store/generations.ts";
import { noteChanges } from "../protected/store/publication.ts";
import type { DB } from "../store/gen/tables.ts";
import { foldBillingEvents } from "./fold-billing-events.ts";
import { foldPatientEvents } from "./fold-patient-events.ts";
import { applyAccountFacts } from "./store/apply-account-facts.ts";
import { applyPatientFacts } from "./store/apply-patient-facts.ts";
import { applyTransactions } from "./store/apply-transactions.ts";
import { moveAccounts } from "./store/move-accounts.ts";
import type { ToldEvent } from "./told-event.ts";

/**
 * Brings a batch of events into a generation: a handful of statements, whatever the number of events. Neither order nor
 * repetition matters: patients go by version, and of a transaction that is known nothing is added (REL-6). False when the
 * generation has been retired.
 */
export async function applyEvents(
  tx: Transaction<DB>,
  generation: Generation,
  events: readonly ToldEvent[],
  progress: Progress,
): Promise<boolean> {
  const newestAt =
    events
      .map(({ time }) => time)
      .toSorted()
      .at(-1) ?? "";
  const patients = foldPatientEvents(events.filter(({ topic }) => topic === topics.patient));
  const billing = foldBillingEvents(events.filter(({ topic }) => topic === topics.billing));
  if (!(await lockForEvents(tx, generation, newestAt, progress))) return false;
  await applyPatientFacts(tx, generation.slot, patients);
  const news = await applyTransactions(tx, generation.slot, billing.transactions);
  const accounts = billing.accounts(news);
  await applyAccountFacts(tx, generation.slot, accounts);
  const patientIds = [...patients, ...accounts].map(({ patientId }) => patientId);
  await moveAccounts(tx, generation.slot, patientIds);
  await noteChanges(tx, generation.number, patientIds);
  return true;
}
