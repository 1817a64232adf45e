import assert from "node:assert/strict";
import { after, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, asOwner } = service;

test("a list and a search leave the ids of whom they showed, by facility, and where the caller works (AUD-2)", async () => {
  const [one, other] = [await ownFacility(service), await ownFacility(service)];
  const [ana, zoe] = [
    await register(service, one.headers, { lastName: "Audited" }),
    await register(service, other.headers, { lastName: "Audited" }),
  ];
  const hidden = await register(service, (await ownFacility(service)).headers, { lastName: "Audited" });
  const both = await trust.as({ facilities: [one.facility, other.facility] });
  const answers = [
    await app.inject({ url: "/api/patients?status=all", headers: both }),
    await app.inject({ method: "POST", url: "/api/patients/search", headers: both, payload: { q: "audited" } }),
  ];
  for (const answer of answers) {
    assert.equal(answer.json().data.length, 2);
    const [event, ...more] = await auditOf(service, answer);
    assert.deepEqual(more, [], "one event");
    const shown = Object.fromEntries(
      (event?.shown ?? []).map(({ facilityId, patientIds }) => [facilityId, patientIds]),
    );
    assert.deepEqual(shown, { [one.facility]: [ana.id], [other.facility]: [zoe.id] });
    assert.deepEqual(event?.facilityIds.sort(), [one.facility, other.facility].sort());
    assert.ok(!JSON.stringify(event).includes(hidden.id), "nobody out of reach (AZ-3)");
  }
  const page = await app.inject({ url: "/api/patients?limit=1", headers: both });
  const [event] = await auditOf(service, page);
  assert.deepEqual(
    event?.shown.flatMap(({ patientIds }) => patientIds),
    page.json().data.map(({ id }: { id: string }) => id),
    "those on the page alone",
  );
});

test("many long lists at once make messages that a log takes, and every one is on record (AUD-2)", async () => {
  const { headers } = await ownFacility(service);
  await Promise.all(Array.from({ length: 60 }, (_, at) => register(service, headers, { lastName: `Many ${at}` })));
  const before = service.published.length;
  // A busy machine sheds some with 503, of which nothing is on record: they are asked for again.
  const list = async () => {
    const answer = await app.inject({ url: "/api/patients?limit=200", headers });
    assert.ok([200, 503].includes(answer.statusCode), answer.body);
    return answer.statusCode === 200 && answer;
  };
  const answers = await Promise.all(Array.from({ length: 120 }, () => until("a list is answered", list)));
  for (const answer of answers)
    assert.equal((await auditOf(service, answer))[0]?.shown[0]?.patientIds.length, answer.json().data.length);
  const sizes = service.published.slice(before).map(({ payload }) => payload.length);
  assert.ok(Math.max(...sizes) < 300_000, `${Math.max(...sizes)} bytes`);
  // What is published leaves the outbox a moment later.
  await until("the outbox is empty", async () => (await asOwner("SELECT FROM outbox")).length === 0);
});
