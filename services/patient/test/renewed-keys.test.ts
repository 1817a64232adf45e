import assert from "node:assert/strict";
import { after, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { startPatientService } from "./support/patient-service.ts";
import { ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, asOwner, logLines } = service;

test("rows of the version before are found by today's rule before a service is ready; ids that turn out to be one are told and keep working", async () => {
  const { headers } = await ownFacility(service);
  const search = async (payload: object) => {
    const answer = await app.inject({ method: "POST", url: "/api/patients/search", headers, payload });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json().data.map(({ patient }: { patient: { id: string } }) => patient.id);
  };
  const system = "urn:earlier";
  const cruz = await register(service, headers, { lastName: "De la Cruz", phoneNumber: "+1 804 123 4567" });
  const others = await Promise.all(
    Array.from({ length: 3 }, (_, at) => register(service, headers, { lastName: `Twin${at}` })),
  );
  // As the version before left them: its own keys, no rule named, ids compared as they were typed.
  await asOwner(
    "UPDATE patients SET keyed_by = DEFAULT, name_words = '{de,la,cruz}', sort_name = 'x', phone_digits = '8041234567' WHERE id = $1",
    [cruz.id],
  );
  for (const [at, value] of ["ID-7", " ID-7", "ID-7\u00a0"].entries())
    await asOwner("INSERT INTO patient_identifiers (system, value, patient_id, position) VALUES ($1, $2, $3, 1)", [
      system,
      value,
      others[at]?.id,
    ]);
  assert.deepEqual(await search({ q: "delacruz" }), [], "not found by the earlier keys");

  const later = await service.openAnother();
  await until("the keys are renewed", () => later.keyRenewal.isCurrent());
  assert.deepEqual(await search({ q: "delacruz" }), [cruz.id]);
  assert.deepEqual(await search({ q: "+1 (804) 123-4567" }), [cruz.id]);
  assert.deepEqual(await search({ q: "4567 delacruz" }), [cruz.id]);
  const twins = await search({ identifier: { system, value: "ID-7 " } });
  assert.deepEqual(twins.sort(), others.map(({ id }) => id).sort(), "all who have the id");
  const told = logLines.filter((line) => line.includes("whose they are is to be decided"));
  assert.equal(told.length, 1);
  assert.match(told.join(), /"count":2/);
  const answer = await app.inject({
    method: "POST",
    url: "/api/patients",
    headers,
    payload: { lastName: "New", dateOfBirth: "1990-01-01", identifiers: [{ system, value: "ID‑7" }] },
  });
  assert.equal(answer.statusCode, 409);
  const [kept] = await asOwner("SELECT count(*)::int AS count FROM patient_identifiers WHERE system = $1", [system]);
  assert.equal(kept?.count, 3);
});

test("two services that renew at once share no row and both become current", async () => {
  const { headers } = await ownFacility(service);
  await Promise.all(Array.from({ length: 20 }, (_, at) => register(service, headers, { lastName: `Van Kirk ${at}` })));
  await asOwner("UPDATE patients SET keyed_by = 'an earlier rule', name_words = '{}'");
  const both = await Promise.all([service.openAnother(), service.openAnother()]);
  await until("both have renewed the keys", () => both.every(({ keyRenewal }) => keyRenewal.isCurrent()));
  const [left] = await asOwner("SELECT count(*)::int AS count FROM patients WHERE name_words = '{}'");
  assert.equal(left?.count, 0);
});
