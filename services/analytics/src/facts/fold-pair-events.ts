import { eventCodecs } from "@pms/contracts/events/events";
import { required } from "./event-fields.ts";
import type { PairChange } from "./store/apply-pairs.ts";
import type { ToldEvent } from "./told-event.ts";

/** The newest of each pair, whatever the order of the events. */
export function foldPairEvents(events: readonly ToldEvent[]): PairChange[] {
  const newest = new Map<string, PairChange>();
  for (const { type, payload } of events) {
    if (type !== "DuplicatePairChanged") continue;
    const pair = eventCodecs.DuplicatePairChanged.decode(payload);
    const pairId = required(pair.pairId, "pair_id");
    if ((newest.get(pairId)?.version ?? -1n) >= pair.version) continue;
    newest.set(pairId, {
      pairId,
      lowId: required(pair.lowPatientId, "low_patient_id"),
      highId: required(pair.highPatientId, "high_patient_id"),
      grade: pair.grade,
      undecided: pair.status === "open" && pair.grade !== "possible",
      version: pair.version,
    });
  }
  return [...newest.values()];
}
