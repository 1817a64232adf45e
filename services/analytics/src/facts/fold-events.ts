import { topics } from "@pms/contracts/events/events";
import { type BillingFacts, foldBillingEvents } from "./fold-billing-events.ts";
import { foldPairEvents } from "./fold-pair-events.ts";
import { foldPatientEvents } from "./fold-patient-events.ts";
import type { PairChange } from "./store/apply-pairs.ts";
import type { PatientChange } from "./store/apply-patient-facts.ts";
import type { ToldEvent } from "./told-event.ts";

export type Facts = { patients: PatientChange[]; pairs: PairChange[]; billing: BillingFacts };

/** What a batch of events says, whatever their order. Throws on an event that makes no sense. */
export function foldEvents(events: readonly ToldEvent[]): Facts {
  const ofPatients = events.filter(({ topic }) => topic === topics.patient);
  return {
    patients: foldPatientEvents(ofPatients),
    pairs: foldPairEvents(ofPatients),
    billing: foldBillingEvents(events.filter(({ topic }) => topic === topics.billing)),
  };
}
