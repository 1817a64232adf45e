import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { patientSorts } from "@pms/contracts/patients/search";
import { firstIdAt } from "../src/record/patient-id.ts";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, type Headers, ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB } = service;
const admin = await trust.as({ roles: ["admin"], defaultFacilityId: facilityA });

const get = (headers: object, query = "") =>
  app.inject({ method: "GET", url: `/api/patients${query}`, headers: { ...headers } });

async function allPages(headers: Headers, query: string): Promise<Patient[]> {
  const found: Patient[] = [];
  for (let cursor = ""; ; ) {
    const answer = await get(headers, `?${query}${cursor && `&cursor=${cursor}`}`);
    assert.equal(answer.statusCode, 200, answer.body);
    const { data, page } = answer.json();
    found.push(...data);
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

test("every order is complete over pages, each patient as a read by id gives it", async () => {
  const { headers } = await ownFacility(service);
  const bodies = [
    {
      lastName: "Adams",
      firstName: "Zoe",
      dateOfBirth: "1950-05-05",
      identifiers: [{ system: "s", value: randomUUID() }],
    },
    { lastName: "adams", firstName: "Ann", dateOfBirth: "2001-01-01" },
    { lastName: "Müller", firstName: "Bo", dateOfBirth: "1950-05-05" },
    { lastName: "Lee", firstName: "Cy", dateOfBirth: "1931-02-03" },
    { unidentified: true, firstName: undefined, lastName: undefined, dateOfBirth: undefined },
  ];
  const ids: string[] = [];
  for (const body of bodies) ids.push((await register(service, headers, body)).id);
  const order = (picked: number[]) => picked.map((index) => ids[index]);
  const expected = { name: [4, 1, 0, 3, 2], createdAt: [0, 1, 2, 3, 4], dateOfBirth: [3, 0, 2, 1, 4] };
  for (const sort of patientSorts) {
    const ascending = order(expected[sort.replace("-", "") as keyof typeof expected]);
    const wanted = sort.startsWith("-") ? ascending.toReversed() : ascending;
    for (const limit of [1, 2, 5, 200]) {
      const listed = await allPages(headers, `sort=${sort}&limit=${limit}`);
      assert.deepEqual(
        listed.map(({ id }) => id),
        wanted,
        `${sort} by ${limit}`,
      );
    }
  }
  for (const patient of await allPages(headers, "limit=3"))
    assert.deepEqual((await app.inject({ url: `/api/patients/${patient.id}`, headers })).json(), patient);
});

test("a caller lists and counts the patients of their own facilities, and nobody else's (AZ-3)", async () => {
  const [here, there] = [await ownFacility(service), await ownFacility(service)];
  const mine = await register(service, here.headers);
  const theirs = await register(service, there.headers);
  const listOf = async (headers: Headers) => {
    const { data, page } = (await get(headers, "?total=true&limit=200")).json();
    assert.equal(page.total, data.length);
    return data.map(({ id }: Patient) => id);
  };
  assert.deepEqual(await listOf(here.headers), [mine.id]);
  assert.deepEqual(await listOf(there.headers), [theirs.id]);
  const both = await trust.as({ facilities: [here.facility, there.facility] });
  assert.deepEqual((await listOf(both)).sort(), [mine.id, theirs.id].sort());
  assert.deepEqual(await listOf(await trust.as({ facilities: [] })), []);
  const everywhere = await listOf(admin);
  assert.ok(everywhere.includes(mine.id) && everywhere.includes(theirs.id));
  const self = { id: randomUUID(), roles: ["patient"], facilities: [], defaultFacilityId: facilityA };
  const own = await register(service, await trust.as(self));
  assert.deepEqual(await listOf(await trust.as(self)), [own.id]);
  assert.deepEqual(await listOf(await trust.as({ roles: ["patient"], facilities: [], patientId: mine.id })), [mine.id]);
  assert.deepEqual(await listOf(await trust.as({ roles: ["patient"], facilities: "all" })), []);
});

test("pages neither repeat nor skip anyone while patients are registered in between", async () => {
  const { headers } = await ownFacility(service);
  const before = await Promise.all(["B", "D", "F", "H"].map((lastName) => register(service, headers, { lastName })));
  for (const sort of ["name", "-name", "createdAt", "-dateOfBirth"]) {
    const first = (await get(headers, `?sort=${sort}&limit=2`)).json();
    for (const lastName of ["A", "C", "G"]) await register(service, headers, { lastName, dateOfBirth: "1970-01-01" });
    const rest = await allPages(headers, `sort=${sort}&limit=100&cursor=${first.page.nextCursor}`.replace(/&$/, ""));
    const seen = [...first.data, ...rest].map(({ id }: Patient) => id);
    assert.equal(new Set(seen).size, seen.length, sort);
    for (const { id } of before) assert.ok(seen.includes(id), sort);
  }
});

test("a page goes on after its last patient has moved to another facility", async () => {
  const { facility, headers } = await ownFacility(service);
  const both = await trust.as({ facilities: [facility, facilityB] });
  for (const sort of ["name", "-dateOfBirth"]) {
    const names = ["K", "L", "M"].map((letter) => `${letter}${sort}`);
    for (const lastName of names) await register(service, headers, { lastName, dateOfBirth: "1980-05-05" });
    const first = (await get(headers, `?sort=${sort}&limit=1`)).json();
    const [moving] = first.data as [Patient];
    const moved = await app.inject({
      method: "PATCH",
      url: `/api/patients/${moving.id}`,
      headers: { ...both, "if-match": `"v${moving.version}"`, "content-type": "application/json" },
      payload: { facilityId: facilityB },
    });
    assert.equal(moved.statusCode, 200, moved.body);
    const next = await get(headers, `?sort=${sort}&limit=200&cursor=${first.page.nextCursor}`);
    assert.equal(next.statusCode, 200, next.body);
    const seen = next.json().data.map(({ id }: Patient) => id);
    assert.ok(seen.length >= 2 && !seen.includes(moving.id), sort);
  }
});

test("a cursor belongs to its caller and its query, and holds neither name nor birth date (PRV-1)", async () => {
  const { facility, headers } = await ownFacility(service);
  for (const lastName of ["Zanzibar", "Zanzibari"]) await register(service, headers, { lastName });
  const { nextCursor } = (await get(headers, "?limit=1")).json().page;
  assert.ok(!/zanz|1990/i.test(Buffer.from(nextCursor, "base64url").toString()));
  const refused = async (who: Headers, query: string) => {
    const answer = await get(who, query);
    assert.equal(answer.statusCode, 400, query);
    assert.equal(answer.json().errors[0].pointer, "/cursor");
  };
  assert.equal((await get(headers, `?cursor=${nextCursor}&limit=2&total=true`)).statusCode, 200);
  await refused(await trust.as({ facilities: [facility] }), `?limit=1&cursor=${nextCursor}`);
  await refused(headers, `?cursor=${nextCursor}&sort=-name`);
  await refused(headers, `?cursor=${nextCursor}&status=all`);
  await refused(headers, "?cursor=nonsense");
  const [binding] = JSON.parse(Buffer.from(nextCursor, "base64url").toString());
  const other = await register(service, admin, { facilityId: facilityB });
  for (const forged of [
    [],
    [1],
    ["x", 1],
    [other.id, 1],
    [other.id, 1.5],
    [other.id, 9e9],
    [null, null],
    [`ff${other.id.slice(2)}`, 1],
  ])
    await refused(headers, `?cursor=${Buffer.from(JSON.stringify([binding, ...forged])).toString("base64url")}`);
});

test("what is no list query is 400; an unknown caller 401, one without permission 403", async () => {
  for (const query of ["sort=secret", "limit=0", "limit=201", "limit=x", "status=gone", "total=2"])
    assert.equal((await get(admin, `?${query}`)).statusCode, 400, query);
  assert.equal((await get({})).statusCode, 401);
  assert.equal((await get(await trust.as({ roles: ["analyst"] }))).statusCode, 403);
});

test("a list leaves one audit event with what was asked and how many were shown (AUD-1)", async () => {
  const { headers } = await ownFacility(service);
  await register(service, headers);
  const answer = await get(headers);
  assert.equal(answer.headers["cache-control"], "no-store");
  const [event, another] = await auditOf(service, answer);
  assert.equal(another, undefined);
  assert.equal(event?.action, "patient.list");
  assert.deepEqual(event?.details, { count: "1", status: "active", sort: "name" });
});

/** The same patient once more, registered on another day. */
async function copyAs({ id }: Patient, copyId: string, mrn: string): Promise<void> {
  await service.asOwner(
    `INSERT INTO patients SELECT (jsonb_populate_record(p, jsonb_build_object('id', $2::text, 'mrn', $3::text, 'document',
       p.document::jsonb || jsonb_build_object('id', $2::text, 'mrn', $3::text)))).* FROM patients p WHERE p.id = $1`,
    [id, copyId, mrn],
  );
}

test("what is left to finish: who has no phone number, no coverage or no account yet, of the last 30 days", async () => {
  const { headers } = await ownFacility(service);
  const whole = { phoneNumber: "617-555-0123", coverages: [{ payer: "Acme", memberId: "1" }] };
  await register(service, headers, whole);
  const noPhone = await register(service, headers, { ...whole, phoneNumber: undefined });
  const noCoverage = await register(service, headers, { ...whole, coverages: undefined });
  const pending = await register(service, headers, whole);
  await service.asOwner(
    `INSERT INTO pending_billing_accounts (patient_id, account_id, facility_id)
     SELECT id, billing_account_id, facility_id FROM patients WHERE id = $1 ON CONFLICT DO NOTHING`,
    [pending.id],
  );
  const day = 86_400_000;
  const [within, before] = [firstIdAt(Date.now() - 29 * day), firstIdAt(Date.now() - 31 * day)];
  await copyAs(noPhone, within, "999999901");
  await copyAs(noPhone, before, "999999902");
  const answer = await get(headers, "?unfinished=true&sort=-createdAt&total=true");
  assert.equal(answer.statusCode, 200, answer.body);
  const { data, page } = answer.json();
  const idsOf = (patients: Patient[]) => patients.map(({ id }) => id);
  const expected = [pending.id, noCoverage.id, noPhone.id, within];
  assert.deepEqual(idsOf(data), expected, "newest first");
  assert.equal(page.total, expected.length);
  for (const who of [headers, admin]) {
    const mine = (await allPages(who, "unfinished=true&sort=-createdAt&limit=1")).filter(({ id }) =>
      expected.includes(id),
    );
    assert.deepEqual(idsOf(mine), expected, "over pages");
    assert.ok(!(await allPages(who, "unfinished=true&limit=200")).some(({ id }) => id === before));
  }
  assert.equal((await get(headers, "?unfinished=false")).statusCode, 400, "there is no list of what is finished");
});
