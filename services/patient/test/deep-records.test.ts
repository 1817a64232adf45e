import assert from "node:assert/strict";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import { patientFields } from "@pms/contracts/patients/record";
import { knownAs } from "../src/record/known-as.ts";
import { fullRecord } from "./support/full-record.ts";
import { sampleBody, startPatientService } from "./support/patient-service.ts";
import { eventsOf, type Headers, ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, asOwner, logLines } = service;

const get = async (headers: Headers, url: string) => {
  const answer = await app.inject({ url: `/api/patients/${url}`, headers });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
};
const patch = (headers: Headers, { id, version }: { id: string; version: number }, payload: object) =>
  app.inject({
    method: "PATCH",
    url: `/api/patients/${id}`,
    headers: { ...headers, "if-match": `"v${version}"` },
    payload,
  });
const post = (headers: Headers, payload: object) =>
  app.inject({ method: "POST", url: "/api/patients", headers, payload: { ...sampleBody, ...payload } });

test("a record of which every field is filled is answered, patched and kept in every version as it was written", async () => {
  const { headers, facility } = await ownFacility(service);
  const all = Object.keys(patientFields).filter((name) => !(name in fullRecord));
  assert.deepEqual(all, ["facilityId", "registeredOn", "unidentified"], "the record has every other field");
  const created = await register(service, headers, fullRecord);
  const meta = {
    id: created.id,
    mrn: created.mrn,
    status: "active",
    facilityId: facility,
    createdAt: created.createdAt,
  };
  const expected = { ...fullRecord, ...meta, version: 1, updatedAt: created.createdAt, billing: created.billing };
  assert.deepEqual(await get(headers, created.id), expected);

  const answer = await patch(headers, created, { pronouns: null, occupation: "Porter", races: ["declined"] });
  assert.equal(answer.statusCode, 200, answer.body);
  const { pronouns, ...rest } = expected;
  const { updatedAt } = answer.json();
  assert.deepEqual(
    answer.json(),
    { ...rest, occupation: "Porter", races: ["declined"], version: 2, updatedAt },
    "patched",
  );
  const { data } = await get(headers, `${created.id}/history`);
  assert.deepEqual(data[0].changed, ["/occupation", "/pronouns", "/races"]);
  assert.deepEqual(data[1].patient, expected);
  const put = await app.inject({
    method: "PUT",
    url: `/api/patients/${created.id}`,
    headers: { ...headers, "if-match": '"v2"' },
    payload: sampleBody,
  });
  assert.equal(put.statusCode, 200, put.body);
  assert.equal(put.json().names, undefined, "a PUT takes away what it leaves out");
  const [keys] = await asOwner("SELECT other_phones, other_emails, phone_digits FROM patients WHERE id = $1", [
    created.id,
  ]);
  assert.deepEqual(keys, { other_phones: null, other_emails: null, phone_digits: "15551234567" });
});

test("a patient is found by every name, and all phones and e-mails stand beside as they are compared", async () => {
  const { headers } = await ownFacility(service);
  const { id } = await register(service, headers, { ...fullRecord, identifiers: [] });
  const [keys] = await asOwner(
    "SELECT name_words, other_phones, other_emails, phone_digits FROM patients WHERE id = $1",
    [id],
  );
  assert.deepEqual(keys?.other_phones, ["442079460958"], "what is no number has no key");
  assert.deepEqual(keys?.other_emails, ["ana.work@example.com"]);
  assert.equal(keys?.phone_digits, "16175550100");
  for (const word of ["anita", "szczesny", "ruiz", "oconnor", "anna"])
    assert.ok(String(keys?.name_words).split(",").includes(word), word);
  const known = knownAs(fullRecord as never);
  assert.deepEqual(
    known.names.map(({ use }) => use),
    ["usual", "former", "nickname", "former", "official"],
  );
  assert.equal(known.names[1]?.lastName, "Ruiz");
  assert.deepEqual(
    known.phones.map(({ number }) => number),
    ["617-555-0100", "+44 20 7946 0958 ext. 12", "ask 12"],
  );
  assert.deepEqual(known.birth, { written: "1961-03-04", from: "1961-03-04", to: "1961-03-04" });
});

test("a birth date of which only the year or the month is known is kept as written, sorted and found", async () => {
  const { headers } = await ownFacility(service);
  const ids = new Map<string, string>();
  for (const dateOfBirth of ["1961-05", "1961-04-30", "1961", "1961-05-02", "1960-12-31"])
    ids.set((await register(service, headers, { dateOfBirth })).id, dateOfBirth);
  const seen: unknown[] = [];
  let cursor = "";
  do {
    const answer = await app.inject({ url: `/api/patients?sort=dateOfBirth&limit=1${cursor}`, headers });
    const { data, page } = answer.json();
    seen.push(data[0].dateOfBirth);
    cursor = page.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : "";
  } while (cursor);
  assert.deepEqual(seen, ["1960-12-31", "1961", "1961-04-30", "1961-05", "1961-05-02"]);
  const search = async (payload: object) => {
    const answer = await app.inject({ method: "POST", url: "/api/patients/search", headers, payload });
    return answer
      .json()
      .data.map(({ patient, matchedOn }: never) => [ids.get((patient as { id: string }).id), matchedOn]);
  };
  const born = [{ field: "dateOfBirth", kind: "prefix" }];
  const ofYear: [string, unknown][] = await search({ dateOfBirth: "1961" });
  assert.deepEqual(ofYear.map(([date]) => date).sort(), ["1961", "1961-04-30", "1961-05", "1961-05-02"]);
  for (const [, matchedOn] of ofYear) assert.deepEqual(matchedOn, born);
  for (const [id, dateOfBirth] of ids) {
    const [event] = await eventsOf(service, id, 1);
    const facts = eventCodecs.PatientCreated.decode(event?.payload ?? new Uint8Array()).patient;
    assert.equal(facts?.birthYear, Number(dateOfBirth.slice(0, 4)));
  }
  const died = await post(headers, { dateOfBirth: "1961-05", deceasedDate: "1961-05-01" });
  assert.equal(died.statusCode, 201, died.body);
});

const refused: [name: string, given: object, pointers: string[]][] = [
  ["a month that is none", { dateOfBirth: "1961-13" }, ["/dateOfBirth"]],
  ["a day that is none", { dateOfBirth: "1961-02-30" }, ["/dateOfBirth"]],
  ["a year to come", { dateOfBirth: "2999" }, ["/dateOfBirth"]],
  ["a month to come", { dateOfBirth: `${new Date().getUTCFullYear() + 1}-01` }, ["/dateOfBirth"]],
  ["a year long ago", { dateOfBirth: "1869" }, ["/dateOfBirth"]],
  ["half a date", { dateOfBirth: "196" }, ["/dateOfBirth"]],
  ["death before a month", { dateOfBirth: "1961-05", deceasedDate: "1961-04-30" }, ["/deceasedDate"]],
  ["a time of no known day", { dateOfBirth: "1961", birthTime: "10:00" }, ["/birthTime"]],
  ["a time that is none", { birthTime: "24:00" }, ["/birthTime"]],
  ["an order of one birth", { birthOrder: 1 }, ["/birthOrder"]],
  ["a name without a name", { names: [{ use: "alias", namePrefix: "Dr." }] }, ["/names/0"]],
  ["a name without a use", { names: [{ firstName: "A" }] }, ["/names/0/use"]],
  ["an address without a line", { addresses: [{ use: "home" }] }, ["/addresses/0"]],
  [
    "a period turned round",
    { phones: [{ number: "1", period: { start: "2021-02", end: "2021-01-31" } }] },
    ["/phones/0/period/end"],
  ],
  ["a race beside declined", { races: ["declined", "white"] }, ["/races"]],
  ["a race twice", { races: ["white", "white"] }, ["/races"]],
  ["a way that is wanted and not", { contactBy: ["text"], doNotContactBy: ["text"] }, ["/doNotContactBy"]],
  [
    "a consent withdrawn before",
    { consents: [{ to: "A", givenOn: "2025-01-02", withdrawnOn: "2025-01-01" }] },
    ["/consents/0/withdrawnOn"],
  ],
  ["a consent of tomorrow", { consents: [{ to: "A", givenOn: "2999-01-02" }] }, ["/consents/0/givenOn"]],
  [
    "withdrawn by, not when",
    { consents: [{ to: "A", givenOn: "2025-01-02", withdrawnBy: "B" }] },
    ["/consents/0/withdrawnOn"],
  ],
  [
    "two payers asked first",
    {
      coverages: [
        { payer: "A", rank: 1 },
        { payer: "B", rank: 1, period: { start: "2020" } },
      ],
    },
    ["/coverages/1/rank"],
  ],
  [
    "a subscriber of tomorrow",
    { coverages: [{ payer: "A", subscriber: { dateOfBirth: "2999" } }] },
    ["/coverages/0/subscriber/dateOfBirth"],
  ],
  ["a field that nobody knows", { phones: [{ number: "1", label: "x" }] }, ["/phones/0/label"]],
  ["eleven names", { names: Array.from({ length: 11 }, () => ({ use: "alias", lastName: "A" })) }, ["/names"]],
  ["an income of nobody's words", { incomeBand: "low" }, ["/incomeBand"]],
];

test("what contradicts itself is refused at its field, on registering and on changing", async () => {
  const { headers } = await ownFacility(service);
  const existing = await register(service, headers);
  for (const [name, given, pointers] of refused)
    for (const answer of [await post(headers, given), await patch(headers, existing, given)]) {
      assert.equal(answer.statusCode, 400, `${name}: ${answer.body}`);
      assert.deepEqual(
        answer.json().errors.map(({ pointer }: { pointer: string }) => pointer),
        pointers,
        name,
      );
    }
});

test("what a person is asked stands in the events as codes alone, and in no log line", async () => {
  const { headers } = await ownFacility(service);
  const { id } = await register(service, headers, {
    ...fullRecord,
    identifiers: [{ system: "ssn", value: "S1234567" }],
    preferredLanguage: "Zzqq",
  });
  const plain = await register(service, headers);
  const [event] = await eventsOf(service, id, 1);
  const facts = eventCodecs.PatientCreated.decode(event?.payload ?? new Uint8Array()).patient;
  assert.deepEqual(facts?.demographics, {
    races: ["asian", "white"],
    ethnicity: "hispanic-or-latino",
    language: "",
    interpreterNeeded: true,
    incomeBand: "101-to-150",
    housing: "doubling-up",
    veteran: "yes",
    genderIdentity: "transgender-woman",
    sexualOrientation: "declined",
    sexAtBirth: "male",
    maritalStatus: "widowed",
  });
  const [other] = await eventsOf(service, plain.id, 1);
  assert.equal(eventCodecs.PatientCreated.decode(other?.payload ?? new Uint8Array()).patient?.demographics, undefined);
  const told = [...logLines, Buffer.from(event?.payload ?? []).toString("latin1")].join("\n");
  for (const secret of [
    "Anita",
    "Szcz",
    "Porter",
    "porter",
    "7946",
    "Ana.Work",
    "Gold",
    "Bo Ruiz",
    "she/her",
    "S1234567",
    "Zzqq",
    "zzqq",
  ])
    assert.ok(!told.includes(secret), secret);
});

test("a guarantor or subscriber who is a patient must be one whom the writer may see, and somebody else", async () => {
  const { headers } = await ownFacility(service);
  const elsewhere = await ownFacility(service);
  const stranger = await register(service, elsewhere.headers);
  const mother = await register(service, headers);
  const guarantor = (patientId: string) => ({ name: "M", relationship: "mother", guarantor: true, patientId });
  const words = [];
  for (const id of [stranger.id, "0198c0de-0000-7000-8000-0000000000ff"]) {
    const answer = await post(headers, {
      contacts: [guarantor(id)],
      coverages: [{ payer: "A", subscriber: { patientId: id } }],
    });
    assert.equal(answer.statusCode, 400, answer.body);
    words.push(answer.json().errors);
  }
  assert.deepEqual(words[0], words[1], "who is out of reach is nobody");
  assert.deepEqual(
    words[0].map(({ pointer }: { pointer: string }) => pointer),
    ["/contacts/0/patientId", "/coverages/0/subscriber/patientId"],
  );
  const child = await register(service, headers, { contacts: [guarantor(mother.id.toUpperCase())] });
  assert.equal(child.contacts?.[0]?.patientId, mother.id);
  const own = await patch(headers, child, { contacts: [guarantor(child.id)] });
  assert.match(own.body, /must be another patient/);
  await asOwner(
    "UPDATE patients SET facility_id = $2::text::uuid, document = jsonb_set(document::jsonb, '{facilityId}', to_jsonb($2::text)) WHERE id = $1",
    [mother.id, elsewhere.facility],
  );
  const kept = await patch(headers, child, { occupation: "pupil" });
  assert.equal(kept.statusCode, 200, "who was named before stays, whoever may see them");
});
