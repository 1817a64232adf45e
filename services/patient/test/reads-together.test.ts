import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import type { Patient } from "@pms/contracts/patients/patient";
import { until } from "@pms/kit/testing/until";
import { findPatients } from "../src/record/store/find-patient.ts";
import { sampleBody, startPatientService } from "./support/patient-service.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });
const register = async (facilityId: string, headers = admin): Promise<Patient> => {
  const payload = { ...sampleBody, facilityId };
  return (await app.inject({ method: "POST", url: "/api/patients", headers, payload })).json();
};
const read = (id: string, headers: Record<string, string>) =>
  app.inject({ method: "GET", url: `/api/patients/${id}`, headers });

test("reads at once by callers of different reach show each what is theirs, and every look is recorded (AZ-3, AUD-1)", async () => {
  const [inA, inB] = await Promise.all([register(facilityA), register(facilityB)]);
  const callers = [
    { headers: admin, sees: [inA.id, inB.id] },
    { headers: await trust.as({ facilities: [facilityA] }), sees: [inA.id] },
    { headers: await trust.as({ facilities: [facilityB] }), sees: [inB.id] },
    { headers: await trust.as({ facilities: [facilityA, facilityB] }), sees: [inA.id, inB.id] },
    { headers: await trust.as({ facilities: [] }), sees: [] },
    { headers: await trust.as({ roles: ["patient"], facilities: [], patientId: inA.id }), sees: [inA.id] },
    { headers: await trust.as({ roles: ["patient"], facilities: [], patientId: inB.id }), sees: [inB.id] },
    { headers: await trust.as({ roles: ["patient"], facilities: [facilityA, facilityB] }), sees: [] },
  ];
  const missing = randomUUID();
  const asked = callers.flatMap(({ headers, sees }) =>
    [inA.id, inB.id, inA.id.toUpperCase(), missing].map((id) => ({
      headers,
      id,
      seen: sees.includes(id.toLowerCase()),
    })),
  );
  const answers = await Promise.all(asked.map(({ headers, id }) => read(id, headers)));
  for (const [n, { id, seen }] of asked.entries()) {
    assert.equal(answers[n]?.statusCode, seen ? 200 : 404, `${n}`);
    if (seen) assert.equal(answers[n]?.json().id, id.toLowerCase());
  }
  const looks = await until("every look is published", () => {
    const found = service.published
      .filter(({ type }) => type === "AuditRecorded")
      .flatMap(({ payload }) => eventCodecs.AuditRecorded.decode(payload).events)
      .filter(({ action }) => action === "patient.read");
    return found.length >= asked.length && found;
  });
  assert.equal(looks.filter(({ outcome }) => outcome === "ok").length, asked.filter(({ seen }) => seen).length);
});

test("a read after a registration's answer finds the patient", async () => {
  await Promise.all(
    Array.from({ length: 30 }, async () => {
      const { id } = await register(facilityA);
      assert.equal((await read(id, admin)).statusCode, 200);
    }),
  );
});

test("reads of any number of patients share a plan, for each reach of a caller", async () => {
  const actor = await trust.verifier.verify(admin.authorization.slice(7));
  const reaches = [{}, { facilities: [facilityA] }, { ownRecordOnly: true }];
  const client = await service.deps.database.pool.connect();
  try {
    for (const reach of reaches)
      for (let count = 1; count <= 8; count += 1)
        await findPatients(client, { ...actor, ...reach }, Array.from({ length: count }, randomUUID));
    const { rows } = await client.query(
      "SELECT name FROM pg_prepared_statements WHERE name LIKE 'find-patients%' AND generic_plans > 0 ORDER BY name",
    );
    assert.deepEqual(
      rows.map(({ name }) => name),
      ["find-patients", "find-patients~2", "find-patients~3"],
    );
  } finally {
    client.release();
  }
});
