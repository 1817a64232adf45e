import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { topics } from "@pms/contracts/events/events";
import { PatientUpdated } from "@pms/contracts/gen/pms/events/v1/patient_events";
import { followPatients } from "../src/accounts/consumer.ts";
import { call, charge, facilityA, facilityB, getAccount, openAccount, post, startBilling } from "./support.ts";

const billing = await startBilling({ after });

function updated(patientId: string, facilityId: string, version: bigint) {
  return {
    topic: topics.patient,
    key: patientId,
    id: randomUUID(),
    type: "PatientUpdated",
    source: "/services/patient",
    time: new Date().toISOString(),
    payload: PatientUpdated.encode(
      PatientUpdated.fromPartial({ patient: { patientId, facilityId, version } }),
    ).finish(),
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
  const events = [
    updated(patientId, facilityA, 2n),
    updated(patientId, facilityB, 3n),
    updated(randomUUID(), facilityB, 2n),
  ];
  await billing.database.db.transaction().execute((tx) => followPatients(tx, events));
  assert.equal((await at(facilityA)).status, 404);
  const moved = await at(facilityB);
  assert.equal(moved.body.facilityId, facilityB);
  assert.equal(moved.body.version, Number(version) + 1);
  await billing.database.db.transaction().execute((tx) => followPatients(tx, events.slice(1)));
  assert.equal((await at(facilityB)).body.version, moved.body.version);
});

test("a move that is replayed after the patient has moved on, or back, changes nothing (AZ-3, REL-6)", async () => {
  const follow = (...events: ReturnType<typeof updated>[]) =>
    billing.database.db.transaction().execute((tx) => followPatients(tx, events));
  const onwards = await openAccount(billing, { facilityId: facilityB });
  const back = await openAccount(billing, { facilityId: facilityA });
  await follow(updated(onwards.patientId, facilityA, 3n), updated(back.patientId, facilityA, 3n));
  const before = [await getAccount(billing, onwards.id), await getAccount(billing, back.id)];
  for (const { patientId } of [onwards, back]) await follow(updated(patientId, facilityB, 2n));
  // Out of order within one batch.
  await follow(updated(back.patientId, facilityA, 5n), updated(back.patientId, facilityB, 4n));
  assert.deepEqual([await getAccount(billing, onwards.id), await getAccount(billing, back.id)], before);
  assert.deepEqual(
    before.map(({ facilityId }) => facilityId),
    [facilityA, facilityA],
  );
});

test("who has the account now can reverse what was posted where it was before, and it counts there", async () => {
  const { id, patientId } = await openAccount(billing, { facilityId: facilityA });
  const { id: transactionId } = await post(billing, id, "charges", charge(500));
  await billing.database.db.transaction().execute((tx) => followPatients(tx, [updated(patientId, facilityB, 2n)]));
  const biller = { id: randomUUID(), roles: ["biller"], facilities: [facilityB] };
  const path = `/api/billing/transactions/${transactionId}/reversal`;
  const reversal = await call(billing, biller, "POST", path, { reason: "Posted twice" });
  assert.equal(reversal.status, 201, JSON.stringify(reversal.body));
  const { rows } = await billing.pool.query("SELECT facility_id FROM transactions WHERE id = $1", [reversal.body.id]);
  assert.equal(rows[0].facility_id, facilityA);
});
