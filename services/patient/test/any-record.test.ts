import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import * as codes from "@pms/contracts/patients/codes";
import fc from "fast-check";
import { startPatientService } from "./support/patient-service.ts";
import { ownFacility } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app } = service;

/** Whatever people write, with a letter at both ends, so that nothing is trimmed. */
const text = (max = 40) =>
  fc
    .string({ unit: "grapheme", maxLength: max })
    .filter((each) => !/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(each))
    .map((each) => `A${each}z`.slice(0, max).replace(/[\uD800-\uDBFF]$/, ""))
    .map((each) => (each.endsWith("z") ? each : `${each.slice(0, -2)}z`))
    .filter((each) => each.isWellFormed());
const digits = fc.stringMatching(/^\+?[0-9]{1,15}( ?x[0-9]{1,4})?$/);
const email = fc.stringMatching(/^[a-zA-Z0-9]{1,20}@[a-z]{1,10}\.[a-z]{2,5}$/);
const day = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2026-11-22"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const partial = fc.tuple(day, fc.constantFrom(4, 7, 10)).map(([date, length]) => date.slice(0, length));
const period = fc
  .tuple(day, day)
  .map(([a, b]) => (a < b ? { start: a, end: b.slice(0, 7) } : { start: b.slice(0, 4), end: a }));
const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { minLength: 1, maxLength: 3 });
const of = (words: readonly string[]) => fc.constantFrom(...words);
const optional = <Shape>(shape: { [Name in keyof Shape]: fc.Arbitrary<Shape[Name]> }, required: (keyof Shape)[]) =>
  fc.record(shape, { requiredKeys: required as never, noNullPrototype: true });
const lines = { street: text(), city: text(), state: text(), zipCode: text(20), country: text() };

const anyRecord = optional(
  {
    firstName: text(),
    lastName: text(),
    dateOfBirth: partial,
    dateOfBirthEstimated: fc.constant(true),
    names: some(
      optional({ use: of(codes.nameUses), firstName: text(), lastName: text(), period }, ["use", "lastName"]),
    ),
    phoneNumber: digits,
    phoneUse: of(codes.phoneUses),
    phones: some(optional({ number: digits, use: of(codes.phoneUses), period }, ["number"])),
    email,
    emails: some(optional({ address: email, use: of(codes.emailUses) }, ["address"])),
    addresses: some(optional({ ...lines, use: of(codes.addressUses), period }, ["city"])),
    sex: of(codes.sexes),
    sexAtBirth: of(codes.sexesAtBirth),
    genderIdentity: of(codes.genderIdentities),
    sexualOrientation: of(codes.sexualOrientations),
    pronouns: text(),
    races: fc.uniqueArray(of(codes.races.slice(0, 7)), { minLength: 1, maxLength: 7 }),
    ethnicity: of(codes.ethnicities),
    interpreterNeeded: fc.boolean(),
    multipleBirth: fc.boolean(),
    religion: text(),
    maritalStatus: of(codes.maritalStatuses),
    veteran: of(codes.veteranStatuses),
    housing: of(codes.housings),
    incomeBand: of(codes.incomeBands),
    contacts: some(
      optional({ name: text(), relationship: text(), phoneNumber: digits, nextOfKin: fc.boolean(), period }, [
        "name",
        "relationship",
      ]),
    ),
    coverages: fc.uniqueArray(
      optional({ payer: text(), rank: fc.integer({ min: 1, max: 9 }), groupNumber: text(), period }, ["payer", "rank"]),
      {
        selector: ({ rank }) => rank,
        minLength: 1,
        maxLength: 4,
      },
    ),
    identifiers: fc.uniqueArray(
      optional({ system: fc.constantFrom("ssn", "national-id"), value: text(), issuer: text(), period }, [
        "system",
        "value",
      ]),
      { selector: ({ system }) => system, minLength: 1 },
    ),
    contactBy: fc.uniqueArray(of(codes.channels), { minLength: 1 }),
    consents: some(optional({ to: text(), givenOn: day, version: text(20), givenBy: text() }, ["to", "givenOn"])),
  },
  ["lastName", "dateOfBirth"],
);

test("whatever a record holds that is let in survives writing, reading, patching and every version", async () => {
  const { headers } = await ownFacility(service);
  const send = async (method: "GET" | "POST" | "PATCH", url: string, version = 0, payload?: object) => {
    const answer = await app.inject({
      method,
      url: `/api/patients${url}`,
      headers: { ...headers, ...(version > 0 && { "if-match": `"v${version}"` }) },
      ...(payload && { payload }),
    });
    assert.ok(answer.statusCode < 300, answer.body);
    return answer.json();
  };
  await fc.assert(
    fc.asyncProperty(anyRecord, async (record) => {
      const { id } = await send("POST", "", 0, record);
      const holds = async (at: string, expected: object) => {
        const {
          mrn,
          status,
          version,
          createdAt,
          updatedAt,
          billing,
          facilityId,
          id: _,
          ...read
        } = await send("GET", at);
        assert.deepEqual(read, expected);
      };
      await holds(`/${id}`, record);
      const occupation = randomUUID();
      await send("PATCH", `/${id}`, 1, { occupation });
      await holds(`/${id}`, { ...record, occupation });
      const { data } = await send("GET", `/${id}/history`);
      assert.deepEqual(data[0].changed, ["/occupation"]);
      await send("PATCH", `/${id}`, 2, { occupation: null });
      await holds(`/${id}`, record);
    }),
    { numRuns: 60 },
  );
});
