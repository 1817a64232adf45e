import assert from "node:assert/strict";
import { after, test } from "node:test";
import { readIdentifierTypes } from "../src/record/identifier-types.ts";
import { sampleBody, startPatientService } from "./support/patient-service.ts";
import { type Headers, ownFacility, register } from "./support/requests.ts";

const service = await startPatientService(
  { after },
  {
    IDENTIFIER_TYPES: JSON.stringify({
      insurance: { kind: "evidence", pattern: "\\d{9}" },
      "drivers-license": { kind: "unique", pattern: "[A-Z]\\d{7}", says: "must be a letter and seven digits" },
      card: { kind: "unique", check: "luhn" },
      nhs: { kind: "unique", check: "mod-11" },
      lei: { kind: "unique", check: "mod-97" },
    }),
  },
);
const { app, asOwner } = service;
const post = (headers: Headers, identifiers: object[]) =>
  app.inject({ method: "POST", url: "/api/patients", headers, payload: { ...sampleBody, identifiers } });

test("evidence is stored whoever else has it and whatever it looks like, one by one, at once and in a batch", async () => {
  const { headers } = await ownFacility(service);
  for (const system of ["ssn", "SSN", "national-id", "insurance"]) {
    const same = [{ system, value: "078-05-1120" }];
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(headers, same)));
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      Array(6).fill(201),
      system,
    );
    assert.equal((await post(headers, [{ system, value: "?" }])).statusCode, 201);
    const answer = await app.inject({
      method: "POST",
      url: "/api/patients/batches",
      headers: await service.trust.as({ roles: ["admin"] }),
      payload: {
        patients: [1, 2, 3].map((n) => ({
          ...sampleBody,
          facilityId: service.facilityA,
          identifiers: [...same, { system: "urn:row", value: `${system}-${n === 3 ? 1 : n}` }],
        })),
      },
    });
    const outcomes = answer.json().results.map(({ outcome }: { outcome: string }) => outcome);
    assert.deepEqual(outcomes, ["created", "created", "existing"], "a row is repeated by what is unique");
  }
  const one = await register(service, headers, { identifiers: [{ system: "urn:own", value: "x" }] });
  const changed = await app.inject({
    method: "PATCH",
    url: `/api/patients/${one.id}`,
    headers: { ...headers, "if-match": '"v1"' },
    payload: { identifiers: [{ system: "ssn", value: "078-05-1120" }] },
  });
  assert.equal(changed.statusCode, 200, changed.body);
  const twice = await post(headers, [
    { system: "ssn", value: "1" },
    { system: "ssn", value: "1" },
  ]);
  assert.equal(twice.statusCode, 400, "but the same twice in one record says nothing");
});

test("what is unique has one owner, also of those who come at once; two issuers may give two people one number", async () => {
  const { headers } = await ownFacility(service);
  const statuses = async (answers: Promise<{ statusCode: number }>[]) =>
    (await Promise.all(answers)).map(({ statusCode }) => statusCode).sort();
  const chart = [{ system: "urn:chart", value: "C-77" }];
  assert.deepEqual(await statuses([1, 2, 3, 4].map(() => post(headers, chart))), [201, 409, 409, 409]);
  const license = (issuer?: string) => [{ system: "drivers-license", value: "S1234567", ...(issuer && { issuer }) }];
  assert.equal((await post(headers, license("Massachusetts"))).statusCode, 201);
  assert.equal((await post(headers, license("Nevada"))).statusCode, 201);
  assert.equal((await post(headers, license("  NEVADA "))).statusCode, 409);
  assert.equal((await post(headers, license())).statusCode, 409, "of an issuer that is not known it may be either");
});

test("a unique id that does not fit the clinic's rule is refused at its value; one from before the rule stays", async () => {
  const { headers } = await ownFacility(service);
  const bad = { "drivers-license": "12", card: "4532015112830367", nhs: "9434765918", lei: "5493001KJTIIGC8Y1R13" };
  for (const [system, value] of Object.entries(bad)) {
    const answer = await post(headers, [{ system, value }]);
    assert.equal(answer.statusCode, 400, `${system}: ${answer.body}`);
    assert.deepEqual(
      answer.json().errors.map(({ pointer }: { pointer: string }) => pointer),
      ["/identifiers/0/value"],
    );
    assert.ok(!answer.body.includes(value), "the value is not repeated");
  }
  const good = {
    "drivers-license": "s-765 4321",
    card: "4532 0151 1283 0366",
    nhs: "943 476 5919",
    lei: "5493 001KJ TIIGC8Y1R-12",
  };
  const created = await register(service, headers, {
    identifiers: Object.entries(good).map(([system, value]) => ({ system, value })),
  });
  await asOwner(
    "UPDATE patients SET document = jsonb_set(document::jsonb, '{identifiers,0,value}', '\"old\"') WHERE id = $1",
    [created.id],
  );
  const change = (payload: object, version: number) =>
    app.inject({
      method: "PATCH",
      url: `/api/patients/${created.id}`,
      headers: { ...headers, "if-match": `"v${version}"` },
      payload,
    });
  assert.equal((await change({ phoneNumber: "1" }, 1)).statusCode, 200);
  assert.equal((await change({ identifiers: [{ system: "drivers-license", value: "new" }] }, 2)).statusCode, 400);
});

test("a setting that makes no sense stops the start and is named", () => {
  const wrong = [
    "{",
    '{"a":1}',
    '{"a":{"kind":"shared"}}',
    '{"a":{"kind":"unique","check":"guess"}}',
    '{"a":{"kind":"unique","pattern":"("}}',
    '{"SSN":{"kind":"unique"}}',
  ];
  for (const json of wrong) assert.throws(() => readIdentifierTypes(json), /IDENTIFIER_TYPES/, json);
  assert.equal(readIdentifierTypes("").isEvidence({ system: "ssn" }), true);
  assert.equal(readIdentifierTypes("").isEvidence({ system: "urn:chart" }), false);
});
