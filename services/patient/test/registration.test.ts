import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import { parseMrn } from "@pms/contracts/patients/mrn";
import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { until } from "@pms/kit/testing/until";
import { sampleBody, startPatientService } from "./support/patient-service.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB } = service;
const frontDesk = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });

const register = (payload: object, headers: Record<string, string> = frontDesk) =>
  app.inject({ method: "POST", url: "/api/patients", headers, payload });

test("the specification's sample is registered with an active billing account, an event and an audit row (REL-2)", async () => {
  const answer = await register(sampleBody);
  assert.equal(answer.statusCode, 201, answer.body);
  const patient: Patient = answer.json();
  assert.equal(answer.headers.location, `/api/patients/${patient.id}`);
  assert.equal(answer.headers.etag, '"v1"');
  assert.deepEqual({ ...patient, ...sampleBody }, patient);
  assert.equal(parseMrn(patient.mrn), patient.mrn);
  assert.equal(patient.facilityId, facilityA);
  assert.deepEqual(patient.billing, { accountId: service.billing.accounts.get(patient.id)?.id, status: "active" });
  assert.equal(patient.version, 1);

  const read = await app.inject({ method: "GET", url: `/api/patients/${patient.id}`, headers: frontDesk });
  assert.deepEqual(read.json(), patient);

  const event = await until("the registration is published", () =>
    service.published.find(({ key, type }) => key === patient.id && type === "PatientCreated"),
  );
  const { patient: facts } = eventCodecs.PatientCreated.decode(event.payload);
  assert.equal(facts?.birthYear, 1990);
  assert.equal(facts?.state, "LA4");
  assert.equal(facts?.facilityId, facilityA);
  const audits = await until("the audit is published", () => {
    const found = service.published
      .filter(({ type }) => type === "AuditRecorded")
      .flatMap(({ payload }) => eventCodecs.AuditRecorded.decode(payload).events)
      .filter(({ patientId }) => patientId === patient.id);
    return found.length === 2 && found;
  });
  assert.deepEqual(audits.map(({ action }) => action).sort(), ["patient.create", "patient.read"]);
});

test("an unknown caller is 401, one without permission 403", async () => {
  assert.equal((await register(sampleBody, {})).statusCode, 401);
  assert.equal((await register(sampleBody, await trust.as({ roles: ["clinician"] }))).statusCode, 403);
});

test("what the service decides is refused in a body (AZ-4)", async () => {
  for (const field of ["id", "mrn", "version", "status", "billing", "createdAt", "role"]) {
    const answer = await register({ ...sampleBody, [field]: "x" });
    assert.equal(answer.statusCode, 400, field);
    assert.deepEqual(answer.json().errors[0].pointer, `/${field}`);
  }
  const polluted = await app.inject({
    method: "POST",
    url: "/api/patients",
    headers: { ...frontDesk, "content-type": "application/json" },
    payload: `{"__proto__":{"admin":true},"firstName":"A","lastName":"B","dateOfBirth":"1990-01-01"}`,
  });
  assert.equal(polluted.statusCode, 400);
});

test("invalid fields are named by pointer", async () => {
  const cases: [object, string][] = [
    [{ firstName: undefined, lastName: undefined }, "/firstName"],
    [{ dateOfBirth: undefined }, "/dateOfBirth"],
    [{ dateOfBirth: "2999-01-01" }, "/dateOfBirth"],
    [{ dateOfBirth: "1869-12-31" }, "/dateOfBirth"],
    [{ dateOfBirth: "1990-02-30" }, "/dateOfBirth"],
    [{ deceasedDate: "1989-12-31" }, "/deceasedDate"],
    [{ email: "nobody" }, "/email"],
    [{ facilityId: facilityB }, "/facilityId"],
    [
      {
        identifiers: [
          { system: "s", value: "v" },
          { system: "s", value: "v" },
        ],
      },
      "/identifiers/1",
    ],
  ];
  for (const [change, pointer] of cases) {
    const answer = await register({ ...sampleBody, ...change });
    assert.equal(answer.statusCode, 400, pointer);
    assert.equal(answer.json().errors[0].pointer, pointer);
  }
});

test("names with digits, apostrophes and accents are taken as they are, and an unidentified patient needs none", async () => {
  for (const lastName of ["Maynard46", "O'Connor-Ñandú"])
    assert.equal((await register({ ...sampleBody, lastName })).json().lastName, lastName);
  assert.equal((await register({ unidentified: true })).statusCode, 201);
});

test("a facility that auth does not know is refused, and a new one is found", async () => {
  const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });
  const facilityId = randomUUID();
  assert.equal((await register({ ...sampleBody, facilityId }, admin)).statusCode, 400);
  service.auth.facilities.push({ id: facilityId, name: "New", active: true });
  await until(
    "the facility is known",
    async () => (await register({ ...sampleBody, facilityId }, admin)).statusCode === 201,
  );
});

test("nobody registers at a closed facility, named or fallen back on, whether they work at it or at all", async () => {
  const closed = randomUUID();
  service.auth.facilities.push({ id: closed, name: "Closed", active: false });
  const there = await trust.as({ facilities: [closed] });
  const both = await trust.as({ facilities: [facilityA, closed] });
  const named = { ...sampleBody, facilityId: closed };
  for (const headers of [there, both, await trust.as({ roles: ["admin"], defaultFacilityId: facilityA })])
    assert.equal((await register(named, headers)).statusCode, 400);
  assert.equal((await register(sampleBody, there)).statusCode, 400);
  assert.equal((await register(sampleBody, both)).json().facilityId, facilityA);
});

test("a facility is known however its id is written", async () => {
  const answer = await register({ ...sampleBody, facilityId: facilityA.toUpperCase() });
  assert.equal(answer.statusCode, 201, answer.body);
  assert.equal(answer.json().facilityId, facilityA);
});

test("a patient registers one record, their own, and sees no other", async () => {
  const id = randomUUID();
  const own = await trust.as({ id, roles: ["patient"], facilities: [], defaultFacilityId: facilityA });
  const first = await register(sampleBody, own);
  assert.equal(first.statusCode, 201, first.body);
  assert.equal((await register(sampleBody, own)).statusCode, 409);
  const other: Patient = (await register(sampleBody)).json();
  const get = (patientId: string) => app.inject({ method: "GET", url: `/api/patients/${patientId}`, headers: own });
  assert.equal((await get(first.json().id)).statusCode, 200);
  assert.equal((await get(other.id)).statusCode, 404);
  const linked = await trust.as({ roles: ["patient"], facilities: [], patientId: other.id });
  const read = await app.inject({ method: "GET", url: `/api/patients/${other.id}`, headers: linked });
  assert.equal(read.statusCode, 200);
  const second = await register(sampleBody, linked);
  assert.equal(second.statusCode, 409, "whom the staff linked to a record has one");
});

test("whoever registers themselves names no identifier, and so learns nothing of whose it is (AZ-3)", async () => {
  const known = { system: "urn:ssn", value: randomUUID() };
  assert.equal((await register({ ...sampleBody, identifiers: [known] })).statusCode, 201);
  const own = await trust.as({ id: randomUUID(), roles: ["patient"], facilities: [], defaultFacilityId: facilityA });
  const answers = [];
  for (const identifier of [known, { ...known, value: randomUUID() }])
    answers.push(await register({ ...sampleBody, identifiers: [identifier] }, own));
  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [400, 400],
  );
  assert.deepEqual(answers[0]?.json().errors, answers[1]?.json().errors);
  assert.equal((await register(sampleBody, own)).statusCode, 201);
});

test("an identifier belongs to one patient", async () => {
  const identifiers = [{ system: "urn:test", value: randomUUID() }];
  assert.equal((await register({ ...sampleBody, identifiers })).statusCode, 201);
  const again = await register({ ...sampleBody, identifiers });
  assert.equal(again.statusCode, 409);
  assert.equal(again.json().errors[0].pointer, "/identifiers/0");
});

test("no text of a patient holds characters that hide in it or turn its direction, and a name holds a letter or a number", async () => {
  const contact = { name: "Ann", relationship: "mother" };
  for (const mark of ["\n", "\t", "\u001b", "\u007f", "\u0085", "\u202e", "\u2066"]) {
    const text = `a${mark}1`;
    const bodies: [string, object][] = [
      ["/firstName", { firstName: text }],
      ["/middleName", { middleName: text }],
      ["/lastName", { lastName: text }],
      ["/phoneNumber", { phoneNumber: text }],
      ["/email", { email: `${text}@x.example` }],
      ["/preferredLanguage", { preferredLanguage: text }],
      ...["street", "city", "state", "zipCode", "country"].map((field): [string, object] => [
        `/address/${field}`,
        { address: { [field]: text } },
      ]),
      ...["name", "relationship", "phoneNumber"].map((field): [string, object] => [
        `/contacts/0/${field}`,
        { contacts: [{ ...contact, [field]: text }] },
      ]),
      ...["payer", "memberId", "plan"].map((field): [string, object] => [
        `/coverages/0/${field}`,
        { coverages: [{ payer: "Aetna", [field]: text }] },
      ]),
      ...["system", "value"].map((field): [string, object] => [
        `/identifiers/0/${field}`,
        { identifiers: [{ system: "s", value: randomUUID(), [field]: text }] },
      ]),
    ];
    for (const [pointer, body] of bodies) {
      const answer = await register({ ...sampleBody, ...body });
      assert.equal(answer.statusCode, 400, `${pointer} ${JSON.stringify(mark)}`);
      assert.equal(answer.json().errors[0].pointer, pointer);
    }
  }
  for (const name of ["\u200b", "-", ".", "' '", "🙂"])
    for (const field of ["firstName", "middleName", "lastName"]) {
      const answer = await register({ ...sampleBody, [field]: name });
      assert.equal(answer.statusCode, 400, `${field} ${JSON.stringify(name)}`);
      assert.match(answer.json().errors[0].detail, /must hold a letter or a number/);
    }
  for (const phoneNumber of ["abc", "ext."])
    assert.match((await register({ ...sampleBody, phoneNumber })).json().errors[0].detail, /must hold a digit/);
});

test("names and numbers of every script and habit are kept as they were typed", async () => {
  const people: Partial<PatientWrite>[] = [
    { firstName: "山", lastName: "太郎" },
    { firstName: "علی\u200cرضا", lastName: "رضا\u200fیی" },
    { firstName: "Maynard46", middleName: "Q.", lastName: "O'Connor-Ñandú  Jr." },
    { firstName: "7", lastName: "III" },
    { firstName: "A", lastName: "B", phoneNumber: "１２３ ext. 4", address: { street: "№ 5, “The Elms”" } },
  ];
  for (const person of people) {
    const answer = await register({ ...person, dateOfBirth: "1990-01-01" });
    assert.equal(answer.statusCode, 201, answer.body);
    assert.deepEqual({ ...(answer.json() as Patient), ...person }, answer.json());
  }
});
