import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientHit } from "@pms/contracts/patients/search";
import { startPatientService } from "./support/patient-service.ts";
import { type Headers, ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust } = service;

const ask = (headers: Headers, payload: object) =>
  app.inject({ method: "POST", url: "/api/patients/search", headers, payload });
async function search(headers: Headers, payload: object): Promise<PatientHit[]> {
  const answer = await ask(headers, payload);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().data;
}
const idsOf = (hits: readonly PatientHit[]) => hits.map(({ patient }) => patient.id);
const reasonsOf = (hit: PatientHit | undefined) => hit?.matchedOn.map(({ field, kind }) => `${field} ${kind}`);

/** People of one clinic who are easily taken for one another. */
const people: Record<string, object> = {
  katherine: { firstName: "Katherine", lastName: "Hernandez", dateOfBirth: "1961-03-04" },
  robert: { firstName: "Robert", lastName: "Burns", dateOfBirth: "1950-11-12" },
  william: { firstName: "William", middleName: "James", lastName: "Schmidt", dateOfBirth: "1944-07-19" },
  maria: { firstName: "María José", lastName: "de la Cruz", maidenName: "Villanueva", dateOfBirth: "1988-02-09" },
  phillip: { firstName: "Phillip", lastName: "Stephenson", dateOfBirth: "1975-05-23", phoneNumber: "702-555-0143" },
  bernard: { firstName: "Bernard", lastName: "Mclntyre", dateOfBirth: "2001-01-30" },
  ann: { firstName: "Ann", lastName: "Lee", dateOfBirth: "1990-06-15" },
  jonas: { firstName: "Jonas", lastName: "Smithson", dateOfBirth: "1980-10-10" },
  john: { firstName: "John", lastName: "Smith", dateOfBirth: "1980-10-11" },
  mei: {
    firstName: "Mei",
    lastName: "Tanaka",
    address: { street: "1204 West Willow Creek Rd, Apt 5", city: "Springfield", state: "IL" },
  },
  olga: { firstName: "Olga", lastName: "Иванова", dateOfBirth: "1970-09-09" },
};

async function clinic() {
  const { headers, facility } = await ownFacility(service);
  const patients = new Map<string, Patient>();
  for (const [name, body] of Object.entries(people)) patients.set(name, await register(service, headers, body));
  const idOf = (name: string) => patients.get(name)?.id ?? "";
  return { headers, facility, idOf };
}
const here = await clinic();

/** By the kind of error: what is typed, who is meant, and why. */
const typed: Record<string, [object, string, string[]][]> = {
  "a neighbouring key": [
    [{ q: "katherine hernsndez" }, "katherine", ["firstName exact", "lastName fuzzy"]],
    [{ q: "robwrt burns" }, "robert", ["firstName fuzzy", "lastName exact"]],
    [{ q: "s,ith john" }, "john", ["firstName exact", "lastName fuzzy"]],
  ],
  "a missing letter": [
    [{ q: "kathrine hernandez" }, "katherine", ["firstName fuzzy", "lastName exact"]],
    [{ q: "Wiliam schmit" }, "william", ["firstName fuzzy", "lastName fuzzy"]],
  ],
  "a letter typed twice": [[{ q: "robertt burrns" }, "robert", ["firstName fuzzy", "lastName fuzzy"]]],
  "letters swapped": [
    [{ q: "jonh smiht" }, "john", ["firstName fuzzy", "lastName fuzzy"]],
    [{ name: "Phlilip Stehpenson" }, "phillip", ["firstName fuzzy", "lastName fuzzy"]],
  ],
  "letters that a machine misread": [
    [{ q: "r0bert bums" }, "robert", ["firstName fuzzy", "lastName fuzzy"]],
    [{ q: "bernard mcintyre" }, "bernard", ["firstName exact", "lastName fuzzy"]],
    [{ q: "bemard mclntyre" }, "bernard", ["firstName fuzzy", "lastName exact"]],
  ],
  "two letters of one name": [[{ q: "katehrine hernndaez" }, "katherine", ["firstName fuzzy", "lastName fuzzy"]]],
  "another spelling of the sound": [
    [{ q: "catherine hernandez" }, "katherine", ["firstName phonetic", "lastName exact"]],
    [{ q: "filip stevenson" }, "phillip", ["firstName phonetic", "lastName phonetic"]],
    [{ q: "william shmitt" }, "william", ["firstName exact", "lastName phonetic"]],
  ],
  "a nickname": [
    [{ q: "bob burns" }, "robert", ["firstName nickname", "lastName exact"]],
    [{ q: "bill schmidt" }, "william", ["firstName nickname", "lastName exact"]],
    [{ q: "kathy hernandez" }, "katherine", ["firstName nickname", "lastName exact"]],
  ],
  "a former name": [
    [{ q: "maria villanueva" }, "maria", ["firstName exact", "maidenName former"]],
    [{ q: "maria vilanueva" }, "maria", ["firstName exact", "maidenName former"]],
  ],
  "names in another order, joined or apart": [
    [{ q: "cruz maria jose" }, "maria", ["firstName exact", "lastName exact"]],
    [{ q: "johnsmith" }, "john", ["firstName fuzzy", "lastName fuzzy"]],
    [{ q: "delacruz mariajose" }, "maria", ["firstName exact", "lastName exact"]],
    [{ q: "van cruz maria" }, "maria", ["firstName exact", "lastName exact"]],
  ],
  "a birth date with one field wrong": [
    [{ name: "katherine hernandez", dateOfBirth: "1961-03-05" }, "katherine", ["dateOfBirth fuzzy"]],
    [{ name: "katherine hernandez", dateOfBirth: "1961-08-04" }, "katherine", ["dateOfBirth fuzzy"]],
    [{ q: "katherine hernandez 1916-03-04" }, "katherine", ["dateOfBirth fuzzy"]],
  ],
  "day and month swapped": [
    [{ name: "katherine hernandez", dateOfBirth: "1961-04-03" }, "katherine", ["dateOfBirth transposed"]],
    [{ name: "robert burns", dateOfBirth: "1950-12-11" }, "robert", ["dateOfBirth transposed"]],
  ],
  "both names wrong and the birth date right": [
    [{ q: "jnoh smoth 10/11/1980" }, "john", ["firstName phonetic", "lastName fuzzy", "dateOfBirth exact"]],
    [{ name: "wxqzy schmidt", dateOfBirth: "1944-07-19" }, "william", ["lastName exact", "dateOfBirth exact"]],
  ],
  "a number beside a name that is misspelt": [
    [{ q: "filip 0143" }, "phillip", ["firstName phonetic", "phoneNumber fuzzy"]],
    [{ name: "stephensen", phoneNumber: "(702) 555-0143" }, "phillip", ["lastName phonetic", "phoneNumber exact"]],
  ],
  "an address": [
    [{ q: "1204 willow creek" }, "mei", ["address exact"]],
    [{ q: "1204 w willow creek road" }, "mei", ["address exact"]],
    [{ q: "Willow Creek Rd 1204" }, "mei", ["address exact"]],
    [{ q: "tanaka 1204 willow" }, "mei", ["lastName exact", "address exact"]],
  ],
  "a name in another script": [[{ q: "иванва olga" }, "olga", ["firstName exact", "lastName fuzzy"]]],
};

for (const [kind, cases] of Object.entries(typed))
  test(`${kind} is forgiven, and the hit says so`, async () => {
    for (const [asked, name, reasons] of cases) {
      const hits = await search(here.headers, asked);
      const place = idsOf(hits).indexOf(here.idOf(name));
      assert.equal(place, 0, `${JSON.stringify(asked)}: ${place} of ${hits.map(({ patient }) => patient.lastName)}`);
      const found = reasonsOf(hits[0]) ?? [];
      assert.deepEqual(
        found.filter((each) => reasons.includes(each)),
        reasons,
        `${JSON.stringify(asked)}: ${found}`,
      );
    }
  });

test("whoever has what was typed stays above all who may be meant, and nobody of them is lost", async () => {
  const { headers } = await ownFacility(service);
  const names = ["Jon Smith", "Jonathan Smith", "John Smith", "Joan Smith", "Jon Smyth", "Joni Smithers", "Jonah Smit"];
  for (const [at, name] of names.entries()) {
    const [firstName, lastName] = name.split(" ");
    await register(service, headers, { firstName, lastName, dateOfBirth: `1990-01-0${at + 1}` });
  }
  for (const q of ["jon smith", "jo smi", "smith", "john smith 1990-01-03", "jon", "smit jonah", "smith jon 1990"]) {
    const hits = await search(headers, { q });
    const words = q.split(" ").filter((word) => !/\d/.test(word));
    const isExact = ({ patient }: PatientHit) =>
      words.every((word) => [patient.firstName, patient.lastName].some((name) => name?.toLowerCase().startsWith(word)));
    const flags = hits.map(isExact);
    assert.ok(hits.length > 0, q);
    assert.deepEqual(
      flags,
      flags.toSorted((a, b) => Number(b) - Number(a)),
      q,
    );
    for (const hit of hits) assert.equal(hit.score >= 0.6, isExact(hit), `${q}: ${hit.score}`);
    const few = await search(headers, { q, limit: 2 });
    assert.deepEqual(idsOf(few), idsOf(hits).slice(0, 2), q);
  }
  const all = await search(headers, { q: "jon smith" });
  assert.deepEqual(reasonsOf(all[0]), ["firstName exact", "lastName exact"]);
  assert.equal(all.length, names.length, "everybody of them may be meant");
});

test("pages follow on from the exact hits to the forgiven ones, each patient once", async () => {
  const { headers } = await ownFacility(service);
  const lastNames = ["Marchetti", "Marchetti", "Marcheti", "Marchetty", "Markhetti", "Marchettini"];
  const all = new Set<string>();
  for (const lastName of lastNames) all.add((await register(service, headers, { firstName: "Eva", lastName })).id);
  const whole = idsOf(await search(headers, { q: "eva marchetti" }));
  assert.deepEqual(new Set(whole), all);
  const paged: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const answer = await ask(headers, { q: "eva marchetti", limit: 2, ...(cursor !== null && { cursor }) });
    paged.push(...idsOf(answer.json().data));
    cursor = answer.json().page.nextCursor;
    if (cursor === null) break;
  }
  assert.deepEqual(paged, whole);
});

test("nobody out of reach is found by whatever error, nor who is inactive unless asked for (AZ-3)", async () => {
  const { headers: elsewhere } = await ownFacility(service);
  const asked = Object.values(typed).flatMap((cases) => cases.map(([each]) => each));
  for (const each of asked) assert.deepEqual(await search(elsewhere, each), [], JSON.stringify(each));
  const own = await trust.as({ roles: ["patient"], facilities: [], defaultFacilityId: here.facility });
  for (const each of asked) assert.deepEqual(await search(own as Headers, each), [], JSON.stringify(each));
  const { headers, facility } = await ownFacility(service);
  const patient = await register(service, headers, { firstName: "Ottilie", lastName: "Quintero" });
  const admin = await trust.as({ roles: ["admin"], facilities: [facility], defaultFacilityId: facility });
  const url = `/api/patients/${patient.id}`;
  const deactivated = await app.inject({ method: "DELETE", url, headers: { ...admin, "if-match": '"v1"' } });
  assert.equal(deactivated.statusCode, 200, deactivated.body);
  assert.deepEqual(await search(headers, { q: "otilie quintreo" }), []);
  assert.deepEqual(idsOf(await search(headers, { q: "otilie quintreo", includeInactive: true })), [patient.id]);
});

test("a change is found at once by its new name and not by the one before, at every instance", async () => {
  const { headers } = await ownFacility(service);
  const patient = await register(service, headers, { firstName: "Ludmila", lastName: "Brzezinski" });
  assert.deepEqual(idsOf(await search(headers, { q: "ludmilla brzezinsky" })), [patient.id]);
  const answer = await app.inject({
    method: "PATCH",
    url: `/api/patients/${patient.id}`,
    headers: { ...headers, "if-match": '"v1"', "content-type": "application/merge-patch+json" },
    payload: { lastName: "Featherstone" },
  });
  assert.equal(answer.statusCode, 200, answer.body);
  assert.deepEqual(await search(headers, { q: "ludmilla brzezinsky" }), []);
  assert.deepEqual(idsOf(await search(headers, { q: "ludmilla fetherstone" })), [patient.id]);
  const other = await service.openAnother();
  const directory = await other.directory.current();
  if (directory) assert.ok(directory.lexicon.ids.has("featherstone"));
});

test("whatever is typed is answered soon and reads nothing as a query of its own", async () => {
  const long = "q".repeat(200);
  const queries = [
    { q: "zo" },
    { q: "de la" },
    { q: "van der de la" },
    { q: long },
    { q: "aaaa".repeat(50) },
    { q: "ab ".repeat(66).trim() },
    {
      q: Array.from({ length: 66 }, (_, at) => String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26))).join(" "),
    },
    { name: "' | ! & :* <-> \\ ( ) smith" },
    { q: "smith:* | !john & (a" },
    { q: "'; DROP TABLE patients; --" },
    { name: "x".repeat(200), dateOfBirth: "1990-01-01" },
    { q: "12 st" },
    { q: "7 de la rue" },
    { q: "smith 00000000000000000000000000000000000000000000000000" },
  ];
  for (const asked of queries) {
    const answer = await ask(here.headers, asked);
    assert.equal(answer.statusCode, 200, `${JSON.stringify(asked)}: ${answer.body}`);
  }
  assert.equal((await ask(here.headers, { q: "z" })).statusCode, 400);
  assert.deepEqual(idsOf(await search(here.headers, { q: "de la" })), [here.idOf("maria")]);
});
