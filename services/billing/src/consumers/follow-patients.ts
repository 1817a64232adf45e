/** A patient who moves to another facility takes the account along: who may see it follows the patient (AZ-3). */
import { topics } from "@pms/contracts/events";
import { PatientUpdated } from "@pms/contracts/gen/pms/events/v1/patient_events";
import { type Consumer, startConsumer } from "@pms/kit/consumer";
import type { ReceivedEvent } from "@pms/kit/event-log/event-log";
import type { Transaction } from "kysely";
import type { OpenedDeps } from "../deps.ts";
import type { DB } from "../store/gen/tables.ts";
import { moveAccounts } from "../store/move-accounts.ts";

export function startFollowingPatients(
  deps: Pick<OpenedDeps, "database" | "log" | "logger" | "metrics">,
): Promise<Consumer> {
  const { database, log, logger, metrics } = deps;
  return startConsumer<DB>({
    database,
    log,
    group: "billing",
    topics: [topics.patient],
    types: ["PatientUpdated"],
    handle: followPatients,
    logger,
    metrics,
  });
}

export async function followPatients(tx: Transaction<DB>, events: readonly ReceivedEvent[]): Promise<void> {
  const facilityByPatient = new Map<string, string>();
  for (const event of events) {
    const { patient } = PatientUpdated.decode(event.payload);
    if (patient?.facilityId) facilityByPatient.set(patient.patientId, patient.facilityId);
  }
  if (facilityByPatient.size > 0) await moveAccounts(tx, facilityByPatient);
}
