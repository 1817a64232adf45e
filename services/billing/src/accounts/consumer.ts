/**
 * An account takes its patient's facility, which decides who may see it (AZ-3), and years. Only
 * forward, by the record's version: a dead letter may be replayed long after.
 */
import { topics } from "@pms/contracts/events/events";
import { PatientUpdated } from "@pms/contracts/gen/pms/events/v1/patient_events";
import type { ReceivedEvent } from "@pms/kit/event-log/event-log";
import { type Consumer, startConsumer } from "@pms/kit/events/consumer";
import type { OpenedDeps } from "../deps.ts";
import type { DB } from "../store/gen/tables.ts";
import type { Tx } from "../store/tables.ts";
import { type AccountMove, moveAccounts } from "./store/move-accounts.ts";

export function startFollowingPatients(
  deps: Pick<OpenedDeps, "database" | "log" | "logger" | "metrics">,
): Promise<Consumer> {
  const { database, log, logger, metrics } = deps;
  return startConsumer<DB>({
    database: database.background,
    log,
    group: "billing",
    topics: [topics.patient],
    types: ["PatientUpdated"],
    repeatable: true,
    handle: followPatients,
    logger,
    metrics,
  });
}

export async function followPatients(tx: Tx, events: readonly ReceivedEvent[]): Promise<void> {
  const newest = new Map<string, AccountMove>();
  for (const event of events) {
    const { patient } = PatientUpdated.decode(event.payload);
    if (!patient?.facilityId) continue;
    const { patientId, facilityId } = patient;
    const version = Number(patient.version);
    const years = { birthYear: patient.birthYear || null, deathYear: patient.deathYear || null };
    if (version > (newest.get(patientId)?.version ?? 0))
      newest.set(patientId, { patientId, facilityId, version, ...years });
  }
  if (newest.size > 0) await moveAccounts(tx, [...newest.values()]);
}
