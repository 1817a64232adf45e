import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs } from "@pms/contracts/events/events";
import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientHit } from "@pms/contracts/patients/search";
import { until } from "@pms/kit/testing/until";
import { startPatientService } from "./support/patient-service.ts";

type HitPage = { data: PatientHit[]; page: { nextCursor: string | null } };

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });
const clerkOfA = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });
const clerkOfB = await trust.as({ facilities: [facilityB], defaultFacilityId: facilityB });

async function register(body: object, headers: Record<string, string> = clerkOfA): Promise<Patient> {
  const payload = { firstName: "Ada", lastName: "Nobody", dateOfBirth: "1990-01-01", ...body };
  const answer = await app.inject({ method: "POST", url: "/api/patients", headers, payload });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
}
const ask = (payload: object, headers: Record<string, string> = clerkOfA) =>
  app.inject({ method: "POST", url: "/api/patients/search", headers, payload });
async function search(payload: object, headers?: Record<string, string>): Promise<PatientHit[]> {
  const answer = await ask(payload, headers);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().data;
}
const idsOf = (hits: readonly PatientHit[]) => hits.map(({ patient }) => patient.id);
const grouped = (mrn: string) => `${mrn.slice(0, 4)} ${mrn.slice(4, 8)}-${mrn.slice(8)}`;
const wrong = (mrn: string) => `${mrn.slice(0, 8)}${(Number(mrn[8]) + 1) % 10}`;

const zoe = await register({
  firstName: "Zoë",
  middleName: "María",
  lastName: "O'Connor-Ñandú",
  dateOfBirth: "1961-03-04",
  phoneNumber: "+1 (617) 555-0199",
  email: "Zoe.OConnor@Example.org",
  identifiers: [{ system: "urn:chart", value: "C-77" }],
});

test("whatever way someone types, the patient is found, with the reasons true", async () => {
  const cases: [object, [string, string][]][] = [
    [{ q: "zoe" }, [["firstName", "exact"]]],
    [
      { q: "ZOË O’CONNOR" },
      [
        ["firstName", "exact"],
        ["lastName", "exact"],
      ],
    ],
    [
      { q: "nandu zo" },
      [
        ["firstName", "prefix"],
        ["lastName", "exact"],
      ],
    ],
    [
      { name: "connor maria zoe" },
      [
        ["firstName", "exact"],
        ["middleName", "exact"],
        ["lastName", "exact"],
      ],
    ],
    [{ name: "Oconnornan" }, [["lastName", "prefix"]]],
    [{ q: "1961-03-04" }, [["dateOfBirth", "exact"]]],
    [{ q: "3/4/1961" }, [["dateOfBirth", "exact"]]],
    [{ q: "4 mar 1961" }, [["dateOfBirth", "exact"]]],
    [
      { q: "March 4, 1961 zoe" },
      [
        ["firstName", "exact"],
        ["dateOfBirth", "exact"],
      ],
    ],
    [
      { dateOfBirth: "1961-03-04", name: "nan" },
      [
        ["lastName", "prefix"],
        ["dateOfBirth", "exact"],
      ],
    ],
    [{ q: "04-Mar-1961" }, [["dateOfBirth", "exact"]]],
    [{ q: "03041961" }, [["dateOfBirth", "exact"]]],
    [
      { q: "O'Connor-Ñandú Zoë 04-mar-1961" },
      [
        ["firstName", "exact"],
        ["lastName", "exact"],
        ["dateOfBirth", "exact"],
      ],
    ],
    [{ q: "connor" }, [["lastName", "exact"]]],
    // What comes before an apostrophe is a beginning of the name, no name.
    [{ q: "O'" }, [["lastName", "prefix"]]],
    [{ q: zoe.mrn }, [["mrn", "identifier"]]],
    [{ q: grouped(zoe.mrn) }, [["mrn", "identifier"]]],
    [{ mrn: grouped(zoe.mrn) }, [["mrn", "identifier"]]],
    [{ q: grouped(zoe.mrn).slice(0, -1) }, [["mrn", "prefix"]]],
    [{ mrn: zoe.mrn.slice(0, 8) }, [["mrn", "prefix"]]],
    [{ q: "1961" }, [["dateOfBirth", "prefix"]]],
    [
      { q: "zoe 1961" },
      [
        ["firstName", "exact"],
        ["dateOfBirth", "prefix"],
      ],
    ],
    [{ q: "1961-03" }, [["dateOfBirth", "prefix"]]],
    [{ q: "3/1961" }, [["dateOfBirth", "prefix"]]],
    [{ dateOfBirth: "1961" }, [["dateOfBirth", "prefix"]]],
    [{ dateOfBirth: "1961-03" }, [["dateOfBirth", "prefix"]]],
    [{ q: "617-555-0199" }, [["phoneNumber", "exact"]]],
    [{ phoneNumber: "+1 617 555" }, [["phoneNumber", "prefix"]]],
    [{ q: "6175" }, [["phoneNumber", "prefix"]]],
    [{ phoneNumber: "001 617 555" }, [["phoneNumber", "prefix"]]],
    [{ q: "６１７ 555 0199 ext. 7" }, [["phoneNumber", "exact"]]],
    [{ email: "zoe.oconnor@example.ORG" }, [["email", "exact"]]],
    [{ q: "zoe.oconnor@" }, [["email", "prefix"]]],
    [{ identifier: { system: "urn:chart", value: "C-77" } }, [["identifiers", "identifier"]]],
  ];
  for (const [asked, reasons] of cases) {
    const [hit, ...more] = await search(asked);
    const label = JSON.stringify(asked);
    assert.deepEqual(hit?.patient, zoe, label);
    assert.deepEqual(
      hit?.matchedOn.map(({ field, kind }) => [field, kind]),
      reasons,
      label,
    );
    assert.ok(hit && hit.score > 0 && hit.score <= 1, label);
    assert.equal(more.length, 0, label);
  }
});

test("a number of somebody abroad is found however it is written", async () => {
  const phoneNumber = "+44 (0)20 7946 0999 ext. 1234";
  const patient = await register({ lastName: "Pemberton", phoneNumber });
  assert.equal(patient.phoneNumber, phoneNumber, "shown as it was typed");
  for (const text of [phoneNumber, "+44 20 7946 0999", "0044 20 7946 0999", "0044 (0)20 7946", "+44 20"])
    for (const asked of [{ q: text }, { phoneNumber: text }])
      assert.deepEqual(idsOf(await search(asked)), [patient.id], JSON.stringify(asked));
});

test("one letter of a script other than Latin is enough, as it may be a name", async () => {
  const patient = await register({ firstName: "太郎", lastName: "山" });
  assert.deepEqual(idsOf(await search({ q: "山" })), [patient.id]);
  for (const q of ["z", "ñ", "7", "-", ""]) {
    const refused = await ask({ q });
    assert.equal(refused.statusCode, 400, q);
    assert.match(refused.body, /two characters or more/);
  }
});

test("everything that is given must match", async () => {
  const nothing: object[] = [
    { q: "zoe smith" },
    { q: "oe" },
    { name: "zoe", dateOfBirth: "1962-03-05" },
    { q: "zoe", email: "someone@" },
    { mrn: wrong(zoe.mrn) },
    { q: grouped(wrong(zoe.mrn)) },
    { mrn: zoe.mrn.slice(0, 3) },
    { mrn: "9999" },
    { q: "1961-04" },
    { q: "zoe 1962" },
    { dateOfBirth: "1962" },
    { phoneNumber: "617" },
    { q: "13041961" },
    { q: "%%" },
    { name: "''" },
    { name: "''", q: "zoe" },
    { email: "%@" },
    { identifier: { system: "urn:other", value: "C-77" } },
  ];
  for (const asked of nothing) assert.deepEqual(await search(asked), [], JSON.stringify(asked));
  for (const asked of [
    {},
    { includeInactive: true },
    { q: "z" },
    { dateOfBirth: "1961-13" },
    { q: "2/30/1961" },
    { q: "30-Feb-1961" },
    { q: "zoe 31.4.1961" },
    { q: "1/1/2199" },
    { dateOfBirth: "0050-02" },
    { dateOfBirth: "61" },
    { firstName: "Zoe" },
    { q: "zoe", cursor: "x" },
  ])
    assert.equal((await ask(asked)).statusCode, 400, JSON.stringify(asked));
});

test("whole names come before beginnings, last names before others, then the alphabet; pages follow on", async () => {
  const names: [string, string][] = [
    ["Quill", "Quill"],
    ["Ben", "Quill"],
    ["Quill", "Adams"],
    ["Ann", "Quillan"],
    ["Zed", "Quiller"],
    ["Quilla", "Adams"],
  ];
  const expected: string[] = [];
  for (const [firstName, lastName] of names.toReversed())
    expected.unshift((await register({ firstName, lastName })).id);
  // "quill ben" sorts before "quill quill", and both are the last name as a whole.
  const [first = "", second = "", ...rest] = expected;
  const order = [second, first, ...rest];
  const hits = await search({ q: "quill" });
  assert.deepEqual(idsOf(hits), order);
  const scores = hits.map(({ score }) => score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  assert.deepEqual(idsOf(await search({ q: "quill adams" })).slice(0, 1), [expected[2]]);

  const paged: string[] = [];
  let cursor: string | null = null;
  do {
    const answer = await ask({ q: "quill", limit: 2, ...(cursor !== null && { cursor }) });
    const { data, page }: HitPage = answer.json();
    assert.ok(data.length <= 2);
    paged.push(...idsOf(data));
    cursor = page.nextCursor;
    if (cursor) assert.equal((await ask({ q: "quille", cursor })).statusCode, 400);
  } while (cursor);
  assert.deepEqual(paged, order);
});

test("inactive patients are found only when asked for", async () => {
  const patient = await register({ lastName: "Quietus" });
  const url = `/api/patients/${patient.id}`;
  const deactivated = await app.inject({ method: "DELETE", url, headers: { ...admin, "if-match": '"v1"' } });
  assert.equal(deactivated.statusCode, 200, deactivated.body);
  assert.deepEqual(await search({ q: "quietus" }), []);
  assert.deepEqual(idsOf(await search({ q: "quietus", includeInactive: true })), [patient.id]);
});

test("nobody finds a patient of another facility, nor anyone but themselves with role patient (AZ-3)", async () => {
  const own = await trust.as({ roles: ["patient"], facilities: [], defaultFacilityId: facilityA });
  const phoneNumber = "702-555-0111";
  const email = "reach@example.org";
  const mine = await register({ lastName: "Reachable", phoneNumber, email }, own);
  const there = await register(
    { lastName: "Reachable", phoneNumber, email, identifiers: [{ system: "urn:reach", value: "1" }] },
    clerkOfB,
  );
  const asked: object[] = [{ q: "reachable" }, { q: "re" }, { phoneNumber }, { email }, { q: "reachable 1990-01-01" }];
  for (const body of asked) {
    assert.deepEqual(idsOf(await search(body, clerkOfA)), [mine.id], JSON.stringify(body));
    assert.deepEqual(idsOf(await search(body, clerkOfB)), [there.id], JSON.stringify(body));
    assert.deepEqual(idsOf(await search(body, own)), [mine.id], JSON.stringify(body));
    assert.equal((await search(body, admin)).length, 2);
  }
  for (const body of [{ mrn: there.mrn }, { identifier: { system: "urn:reach", value: "1" } }]) {
    assert.deepEqual(await search(body, clerkOfA), []);
    assert.deepEqual(await search(body, own), []);
  }
  assert.equal((await ask({ q: "reachable" }, {})).statusCode, 401);
  for (const roles of [["analyst"], ["patient", "analyst"], ["auditor", "patient"]])
    assert.equal((await ask({ q: "reachable" }, await trust.as({ roles }))).statusCode, 403, roles.join());
});

test("what was searched stands in no log line, event or error; the audit counts (PRV-1, AUD-1)", async () => {
  const id = randomUUID();
  const marked = await trust.as({ id, facilities: [facilityA], defaultFacilityId: facilityA });
  await register({ lastName: "Markerword" }, marked);
  await search({ q: "markerword" }, marked);
  const refused = await ask({ q: "markerword", firstName: "markerword" }, marked);
  assert.equal(refused.statusCode, 400);
  assert.ok(!/markerword/i.test(refused.body));
  const events = () =>
    service.published
      .filter(({ type }) => type === "AuditRecorded")
      .flatMap(({ payload }) => eventCodecs.AuditRecorded.decode(payload).events);
  const audit = await until("the search is in the audit", () =>
    events().find(({ action, actorId }) => action === "patient.search" && actorId === id),
  );
  assert.deepEqual(audit.details, { count: "1", fields: "q" });
  for (const { payload } of service.published) assert.ok(!/markerword/i.test(Buffer.from(payload).toString("latin1")));
  for (const line of service.logLines) assert.ok(!/markerword/i.test(line));
});

/** Finds among others who are there: whoever else fits comes after, or not at all. */
async function isFound(patient: Patient, asked: object): Promise<boolean> {
  return idsOf(await search({ ...asked, limit: 200 })).includes(patient.id);
}

test("a name is found in whatever spelling, width, form and order it is typed", async () => {
  const names: [object, string[]][] = [
    [
      { firstName: "Maria", lastName: "De la Cruz" },
      ["delacruz", "de la Cruz", "maria delacruz", "DE-LA-CRUZ", "cruz, maria"],
    ],
    [{ firstName: "Jose", lastName: "Delacruz" }, ["de la Cruz jose", "delacruz jose", "dela cruz jose"]],
    [{ firstName: "Ann", lastName: "van Kirk" }, ["vankirk", "van kirk", "VanKirk ann"]],
    [{ firstName: "Tom", lastName: "VanKirk" }, ["vankirk tom", "van kirk tom"]],
    [
      { lastName: "O\u02bcConnor", firstName: "Sinead" },
      ["o'connor sinead", "o’connor sin", "oconnor sin", "OʼConnor SIN", "o connor sin"],
    ],
    [
      { lastName: "Soﬁa-Straße", firstName: "Łukasz" },
      ["sofia", "strasse", "STRASSE lukasz", "ｌｕｋａｓｚ", "so\u00adfia\u2010strasse", "sofia\u2013strasse"],
    ],
    [
      { lastName: "N\u0303andu\u0301", firstName: "Pía" },
      ["Ñandú pia", "nandu pía", "n\u200dandu\u00a0pia", "ñandú\u3000pia"],
    ],
    [{ lastName: "Işık", firstName: "İnci" }, ["isik", "IŞIK", "ışık inci", "INCI isik"]],
    [{ lastName: "ﾔﾏﾀﾞ", firstName: "花子" }, ["ヤマダ", "やまだ花子", "花子ヤマダ", "花子"]],
    [{ lastName: "محـمّد", firstName: "أحمد" }, ["محمد", "احمد محمد"]],
    [{ lastName: "כֹּהֵן", firstName: "Dov" }, ["כהן", "dov כהן"]],
    [{ lastName: "欧阳小明" }, ["欧阳", "小明", "欧阳小明", "小明欧阳", "欧阳 小明"]],
    [{ lastName: "欧阳", firstName: "大明" }, ["欧阳大明", "大明欧阳", "大明 欧阳", "大明"]],
  ];
  for (const [name, queries] of names) {
    const given = "firstName" in name ? name : { ...name, firstName: undefined };
    const patient = await register(given);
    for (const asked of queries) {
      for (const search of [{ q: asked }, { name: asked }])
        assert.ok(await isFound(patient, search), `${asked} for ${JSON.stringify(name)}`);
    }
  }
  const [hit] = await search({ q: "大明欧阳" });
  assert.deepEqual(hit?.matchedOn, [{ field: "name", kind: "exact" }]);
});

test("a birth date is found however it is typed, and in the other order as such", async () => {
  const patient = await register({ lastName: "Quandt", dateOfBirth: "1961-04-13" });
  for (const typed of [
    "13/4/1961",
    "4/13/1961",
    "13.4.1961",
    "04-13-61",
    "13-04-61",
    "13.4.61",
    "13041961",
    "04131961",
    "19610413",
    "13 apr 1961",
    "apr 13, 1961",
    "1961-04-13",
    "1961/4/13",
    "13-Apr-1961",
    "13. April 1961",
    "13 de abril de 1961",
    "١٣/٤/١٩٦١",
    "１３／４／１９６１",
    "13\u00a0apr\u00a01961",
    "1961-04",
    "4/1961",
    "04.1961",
    "1961",
  ])
    assert.ok(await isFound(patient, { q: `quandt ${typed}` }), typed);
  const swapped = await register({ lastName: "Quast", dateOfBirth: "1961-03-04" });
  const why = async (asked: object) => (await search(asked)).map(({ matchedOn }) => matchedOn.at(-1));
  assert.deepEqual(await why({ q: "quast 3/4/1961" }), [{ field: "dateOfBirth", kind: "exact" }]);
  assert.deepEqual(await why({ q: "quast 4/3/1961" }), [{ field: "dateOfBirth", kind: "transposed" }]);
  assert.deepEqual(await why({ q: "quast 4/3/1961", dateOrder: "day-first" }), [
    { field: "dateOfBirth", kind: "exact" },
  ]);
  assert.equal((await search({ q: "quast 4.3.61" }))[0]?.patient.id, swapped.id);
});

test("a phone number is found by every spelling and by its end, whether a plan of numbers knows it or not", async () => {
  const patient = await register({ lastName: "Telford", phoneNumber: "(804) 123-4567" });
  for (const typed of [
    "804-123-4567",
    "+1 804-123-4567",
    "001 804 123 4567",
    "1-804-123-4567",
    "804.123.4567",
    "8041234567",
    "tel:+1-804-123-4567",
    "804 123 4567 ext. 9",
    "٨٠٤ ١٢٣ ٤٥٦٧",
    "８０４－１２３－４５６７",
    "4567",
    "123-4567",
    "1234567",
    "804 123",
    "+1 804",
  ])
    for (const asked of [{ q: `telford ${typed}` }, { phoneNumber: typed, name: "telford" }])
      assert.ok(await isFound(patient, asked), typed);
  const [byEnd] = await search({ q: "telford 123-4567" });
  assert.deepEqual(byEnd?.matchedOn.at(-1), { field: "phoneNumber", kind: "fuzzy" });
  const odd = await register({ lastName: "Oddfellow", phoneNumber: "ask for 99-12345" });
  assert.equal(odd.phoneNumber, "ask for 99-12345");
  assert.ok(await isFound(odd, { phoneNumber: "9912345" }));
  assert.equal(await isFound(odd, { phoneNumber: "9912346" }), false);
});

test("an id is one however its blanks and hyphens are written: found, and refused to another", async () => {
  const system = "urn:folded";
  const owner = await register({ identifiers: [{ system, value: " ID-7\u00a0" }] });
  assert.deepEqual(owner.identifiers, [{ system, value: "ID-7" }], "stored without blanks at its ends");
  for (const value of ["ID-7", " ID-7", "ID-7\u00a0", "ID‑7", "ＩＤ－７", "ID\u200b-7"]) {
    assert.deepEqual(idsOf(await search({ identifier: { system, value } })), [owner.id], JSON.stringify(value));
    const payload = { firstName: "Al", lastName: "So", dateOfBirth: "1990-01-01", identifiers: [{ system, value }] };
    assert.equal(
      (await app.inject({ method: "POST", url: "/api/patients", headers: clerkOfA, payload })).statusCode,
      409,
    );
  }
});
