/**
 * A patient who moves to another facility takes the account along: who may see it follows the patient (AZ-3), and so do the
 * years of birth and death. Only forward, by the record's version: a dead letter may be replayed long after the patient has
 * moved on.
 */
import { topics } from "@pms/contracts/events";
import { PatientUpdated } from "@pms/contracts/gen/pms/events/v1/patient_events";
import { type Consumer, startConsumer } from "@pms/kit/events/consumer";
import type { ReceivedEvent } from "@pms/kit/events/log/event-log";
import type { Transaction } from "kysely";
import type { OpenedDeps } from "../deps.ts";
import type { DB } from "../store/gen/tables.ts";
import { type Move, moveAccounts } from "./store/move-accounts.ts";

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

export async function followPatients(tx: Transaction<DB>, events: readonly ReceivedEvent[]): Promise<void> {
  const newest = new Map<string, Move>();
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
