import type { Transaction } from "kysely";
import { applyFacts } from "../facts/apply-facts.ts";
import { foldEvents } from "../facts/fold-events.ts";
import type { ToldEvent } from "../facts/told-event.ts";
import { noteChanges } from "../protected/store/publication.ts";
import type { DB } from "../store/gen/tables.ts";
import { type Generation, lockForEvents, type Progress } from "./store/generations.ts";

/**
 * Brings a batch of events into a generation, with how far it is with them. Neither order nor
 * repetition matters (REL-6). False when the generation has been retired.
 */
export async function takeEvents(
  tx: Transaction<DB>,
  generation: Generation,
  events: readonly ToldEvent[],
  progress: Progress,
): Promise<boolean> {
  const times = events.map(({ time }) => time).toSorted();
  const facts = foldEvents(events);
  if (!(await lockForEvents(tx, generation, times.at(-1) ?? "", progress))) return false;
  const patientIds = await applyFacts(tx, generation.slot, facts);
  await noteChanges(tx, generation.number, patientIds);
  return true;
}
