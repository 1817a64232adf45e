import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { topics } from "@pms/contracts/events";
import { PatientUpdated } from "@pms/contracts/gen/pms/events/v1/patient_events";
import { followPatients } from "../src/consumers/follow-patients.ts";
import { call, facilityA, facilityB, openAccount, startBilling } from "./support.ts";

const billing = await startBilling({ after });

function updated(patientId: string, facilityId: string) {
  return {
    topic: topics.patient,
    key: patientId,
    id: randomUUID(),
    type: "PatientUpdated",
    source: "/services/patient",
    time: new Date().toISOString(),
    payload: PatientUpdated.encode(PatientUpdated.fromPartial({ patient: { patientId, facilityId } })).finish(),
    partition: 0,
    offset: 0n,
  };
}

test("an account moves with its patient, and with it who may see it (AZ-3)", async () => {
  const { id, patientId, version } = await openAccount(billing, { facilityId: facilityA });
  const at = (facilityId: string) =>
    call(
      billing,
      { id: randomUUID(), roles: ["biller"], facilities: [facilityId] },
      "GET",
      `/api/billing/accounts/${id}`,
    );
  const events = [updated(patientId, facilityA), updated(patientId, facilityB), updated(randomUUID(), facilityB)];
  await billing.database.db.transaction().execute((tx) => followPatients(tx, events));
  assert.equal((await at(facilityA)).status, 404);
  const moved = await at(facilityB);
  assert.equal(moved.body.facilityId, facilityB);
  assert.equal(moved.body.version, Number(version) + 1);
  await billing.database.db.transaction().execute((tx) => followPatients(tx, events.slice(1)));
  assert.equal((await at(facilityB)).body.version, moved.body.version);
});
