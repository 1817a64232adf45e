import { topics } from "@pms/contracts/events/events";
import { type BillingFacts, foldBillingEvents } from "./fold-billing-events.ts";
import { foldPatientEvents } from "./fold-patient-events.ts";
import type { PatientChange } from "./store/apply-patient-facts.ts";
import type { ToldEvent } from "./told-event.ts";

export type Facts = { patients: PatientChange[]; billing: BillingFacts };

/** What a batch of events says, whatever their order. Throws on an event that makes no sense. */
export function foldEvents(events: readonly ToldEvent[]): Facts {
  return {
    patients: foldPatientEvents(events.filter(({ topic }) => topic === topics.patient)),
    billing: foldBillingEvents(events.filter(({ topic }) => topic === topics.billing)),
  };
}
