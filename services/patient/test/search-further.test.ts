import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { PatientHit } from "@pms/contracts/patients/search";
import { startPatientService } from "./support/patient-service.ts";
import { ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { headers } = await ownFacility(service);
const rosa = await register(service, headers, {
  firstName: "Rosalind",
  lastName: "Achterberg",
  dateOfBirth: "1958-08-17",
  phoneNumber: "702-555-0111",
  phones: [{ number: "(312) 555-0172", use: "work" }, { number: "+44 20 7946 0958" }],
  email: "rosalind@example.com",
  emails: [{ address: "R.Achterberg@Work.example" }],
  address: { street: "12 Elm Street", city: "Springfield" },
  addresses: [{ street: "4807 Juniper Hollow Ln", city: "Dayton", use: "home", period: { end: "2011" } }],
  names: [
    { use: "former", firstName: "Rosalind", lastName: "Quackenbush" },
    { use: "nickname", firstName: "Zazie" },
  ],
});
const other = await register(service, headers, {
  firstName: "Rosalind",
  lastName: "Achterbergen",
  dateOfBirth: "1990-01-02",
  phoneNumber: "702-555-0958",
});

async function find(payload: object): Promise<PatientHit[]> {
  const answer = await service.app.inject({ method: "POST", url: "/api/patients/search", headers, payload });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().data;
}

const cases: [string, object, string][] = [
  ["a second phone", { phoneNumber: "312 555 0172" }, "phoneNumber exact"],
  ["a second phone in the one box", { q: "3125550172" }, "phoneNumber exact"],
  ["how a second phone begins", { q: "312555" }, "phoneNumber prefix"],
  ["how a second phone ends", { q: "0172" }, "phoneNumber fuzzy"],
  ["a second phone beside a name", { q: "achterburg 0172" }, "phoneNumber fuzzy"],
  ["a third phone, abroad", { q: "020 7946 0958" }, "phoneNumber fuzzy"],
  ["a third phone with its country", { q: "+442079460958" }, "phoneNumber exact"],
  ["a second e-mail", { email: "r.achterberg@work.example" }, "email exact"],
  ["how a second e-mail begins", { q: "r.achterberg@wo" }, "email prefix"],
  ["an address of before", { q: "4807 juniper" }, "address exact"],
  ["a name of before", { q: "rosalind quackenbush" }, "names former"],
  ["a name of before, misspelt", { q: "rosalind quakenbush" }, "names former"],
  ["what the patient is called", { q: "zazie achterberg" }, "names nickname"],
];
for (const [what, query, reason] of cases)
  test(`${what} finds the patient, and the hit says so`, async () => {
    const hits = await find(query);
    assert.equal(hits[0]?.patient.id, rosa.id, JSON.stringify(hits.map(({ patient }) => patient.lastName)));
    const reasons = hits[0]?.matchedOn.map(({ field, kind }) => `${field} ${kind}`) ?? [];
    assert.ok(reasons.includes(reason), String(reasons));
  });

test("how a number ends finds both whose first and whose further number it is", async () => {
  const ids = (await find({ q: "0958" })).map(({ patient }) => patient.id);
  assert.deepEqual(new Set(ids), new Set([rosa.id, other.id]));
});

test("a second phone that was taken away finds nobody any more", async () => {
  const brief = await register(service, headers, {
    firstName: "Ottoline",
    lastName: "Wexcombe",
    dateOfBirth: "1971-03-03",
    phones: [{ number: "312-555-0199" }],
  });
  assert.equal((await find({ q: "wexcombe 0199" })).length, 1);
  const changed = await service.app.inject({
    method: "PATCH",
    url: `/api/patients/${brief.id}`,
    headers: { ...headers, "if-match": '"v1"', "content-type": "application/merge-patch+json" },
    payload: { phones: null },
  });
  assert.equal(changed.statusCode, 200, changed.body);
  assert.equal((await find({ q: "3125550199" })).length, 0);
  assert.equal((await find({ q: "wexcombe 0199" })).length, 0);
});
