import { eventCodecs, topics } from "@pms/contracts/events/events";
import { type Consumer, startConsumer } from "@pms/kit/events/consumer";
import type { Deps } from "../deps.ts";
import { comparePatients } from "./compare-patients.ts";
import { patientsToCompare } from "./store/scans.ts";

const types = [
  "PatientCreated",
  "PatientUpdated",
  "PatientDeactivated",
  "PatientRestored",
  "PatientMerged",
  "PatientUnmerged",
] as const;

/** Whoever is registered or changed is compared with everybody else, some moments after the commit. */
export function consumePatientEvents({
  database,
  log,
  logger,
  metrics,
  matchModel,
  phoneCountry,
  now,
}: Deps): Promise<Consumer> {
  return startConsumer({
    database: database.background,
    log,
    logger,
    metrics,
    group: "patient.matching",
    topics: [topics.patient],
    types,
    // Few at a time: nobody waits for these, and requests are answered in between.
    batchSizeMax: 50,
    repeatable: true,
    handle: async (tx, events) => {
      const ids = events.map(
        ({ type, payload }) => eventCodecs[type as (typeof types)[number]].decode(payload).patient?.patientId,
      );
      const rows = await patientsToCompare(tx, [...new Set(ids.filter((id) => id !== undefined))]);
      const comparing = { phoneCountry, model: await matchModel.current(), at: now() };
      await comparePatients(tx, rows, comparing, { earlier: false });
    },
  });
}
