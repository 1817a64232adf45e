import { eventCodecs } from "@pms/contracts/events/events";
import type { PatientFacts } from "@pms/contracts/gen/pms/events/v1/patient_events";
import { facilityOr, required } from "./event-fields.ts";
import type { PatientChange } from "./store/apply-patient-facts.ts";
import type { ToldEvent } from "./told-event.ts";

/**
 * One change per patient, whatever the number and order of their events. Throws on an event that
 * makes no sense.
 */
export function foldPatientEvents(events: readonly ToldEvent[]): PatientChange[] {
  const changes = new Map<string, PatientChange>();
  for (const event of events) {
    const change = toChange(event);
    if (!change) continue;
    const known = changes.get(change.patientId);
    changes.set(change.patientId, known ? merge(known, change) : change);
  }
  return [...changes.values()];
}

function toChange(event: ToldEvent): PatientChange | undefined {
  switch (event.type) {
    case "PatientCreated": {
      const { patient, registeredAt } = eventCodecs.PatientCreated.decode(event.payload);
      return { ...facts(patient), ...status(patient, true), registeredAt: required(registeredAt, "registered_at") };
    }
    case "PatientUpdated":
      return facts(eventCodecs.PatientUpdated.decode(event.payload).patient);
    case "PatientDeactivated": {
      const { patient } = eventCodecs.PatientDeactivated.decode(event.payload);
      return { ...facts(patient), ...status(patient, false) };
    }
    case "PatientRestored": {
      const { patient } = eventCodecs.PatientRestored.decode(event.payload);
      return { ...facts(patient), ...status(patient, true) };
    }
    case "PatientMerged": {
      const { patient, survivorId } = eventCodecs.PatientMerged.decode(event.payload);
      return { ...facts(patient), ...status(patient, false), mergedInto: required(survivorId, "survivor_id") };
    }
    case "PatientUnmerged": {
      const { patient } = eventCodecs.PatientUnmerged.decode(event.payload);
      return { ...facts(patient), ...status(patient, true) };
    }
    default:
      return undefined;
  }
}

const status = (patient: PatientFacts | undefined, active: boolean) => ({
  active,
  statusVersion: patient?.version ?? 0n,
});

function facts(patient: PatientFacts | undefined): PatientChange {
  return {
    patientId: required(patient?.patientId, "patient_id"),
    facilityId: facilityOr(patient?.facilityId),
    birthYear: patient?.birthYear ?? 0,
    sex: patient?.sex || "unknown",
    state: patient?.state || "unknown",
    deceased: patient?.deceased ?? false,
    version: patient?.version ?? 0n,
    active: true,
    statusVersion: 0n,
    registeredAt: null,
    mergedInto: null,
  };
}

function merge(a: PatientChange, b: PatientChange): PatientChange {
  const newer = b.version > a.version ? b : a;
  const { active, statusVersion, mergedInto } = b.statusVersion > a.statusVersion ? b : a;
  return { ...newer, active, statusVersion, mergedInto, registeredAt: a.registeredAt ?? b.registeredAt };
}
