import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { HistoryEntry } from "@pms/contracts/patients/history";
import { encodeCursor } from "@pms/kit/paging/cursor";
import { startPatientService } from "./support/patient-service.ts";
import { auditOf, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, facilityB } = service;
const userId = randomUUID();
const frontDesk = await trust.as({ id: userId, facilities: [facilityA], defaultFacilityId: facilityA });

const get = (path: string, headers: object = frontDesk) =>
  app.inject({ url: `/api/patients/${path}`, headers: { ...headers } });
async function change(method: "PATCH" | "DELETE" | "POST", path: string, version: number, payload?: object) {
  const headers = { ...frontDesk, "if-match": `"v${version}"` };
  const answer = await app.inject({ method, url: `/api/patients/${path}`, headers, ...(payload && { payload }) });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

/** Four versions: registered, renamed, deactivated, restored. */
async function withHistory() {
  const identifiers = [{ system: "urn:test", value: randomUUID() }];
  const first = await register(service, frontDesk, { identifiers });
  const second = await change("PATCH", first.id, 1, { lastName: "New", address: { city: null } });
  const third = await change("DELETE", first.id, 2);
  const fourth = await change("POST", `${first.id}/restore`, 3);
  return { id: first.id, versions: [first, second, third, fourth] };
}

test("the history holds every version as it was: who, when, what changed", async () => {
  const { id, versions } = await withHistory();
  const answer = await get(`${id}/history?total=true`);
  assert.equal(answer.statusCode, 200, answer.body);
  const { data, page } = answer.json();
  assert.deepEqual(page, { nextCursor: null, limit: 50, total: 4 });
  const entries = data.toReversed() as HistoryEntry[];
  assert.deepEqual(
    entries.map(({ patient }) => patient),
    versions,
  );
  assert.deepEqual(
    entries.map(({ at }) => at),
    versions.map(({ updatedAt }) => updatedAt),
  );
  assert.deepEqual(
    entries.map(({ change, changed, by }) => [change, changed, by]),
    [
      ["created", [], userId],
      ["updated", ["/address/city", "/lastName"], userId],
      ["deactivated", ["/status"], userId],
      ["restored", ["/status"], userId],
    ],
  );
  for (const entry of entries) assert.deepEqual((await get(`${id}/history/${entry.version}`)).json(), entry);
});

test("pages of the history are complete, and stay so while the record is changed", async () => {
  const { id } = await withHistory();
  const first = (await get(`${id}/history?limit=3`)).json();
  await change("PATCH", id, 4, { lastName: "Newer" });
  const rest = (await get(`${id}/history?limit=3&cursor=${first.page.nextCursor}`)).json();
  const versions = [...first.data, ...rest.data].map(({ version }: HistoryEntry) => version);
  assert.deepEqual(versions, [4, 3, 2, 1]);
  assert.equal(rest.page.nextCursor, null);
});

test("a cursor belongs to its caller and its patient, and names a version", async () => {
  const [one, two] = [await withHistory(), await withHistory()];
  const { nextCursor } = (await get(`${one.id}/history?limit=1`)).json().page;
  const colleague = await trust.as({ facilities: [facilityA] });
  const madeUp = encodeCursor([], { actorId: userId, query: { id: one.id } });
  for (const answer of [
    await get(`${two.id}/history?limit=1&cursor=${nextCursor}`),
    await get(`${one.id}/history?limit=1&cursor=${nextCursor}`, colleague),
    await get(`${one.id}/history?cursor=x`),
    await get(`${one.id}/history?cursor=${madeUp}`),
  ]) {
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json().errors[0].pointer, "/cursor");
  }
});

test("the history is as far as the record: out of reach is 404, their own is the patient's to read (AZ-3)", async () => {
  const { id } = await withHistory();
  const elsewhere = await trust.as({ facilities: [facilityB] });
  const self = await trust.as({ roles: ["patient"], facilities: [], patientId: id });
  const other = await trust.as({ roles: ["patient"], facilities: [] });
  const statuses = async (who: object) => [
    (await get(`${id}/history`, who)).statusCode,
    (await get(`${id}/history/1`, who)).statusCode,
  ];
  assert.deepEqual(await statuses(self), [200, 200]);
  assert.deepEqual(await statuses(other), [404, 404]);
  assert.deepEqual(await statuses(elsewhere), [404, 404]);
  assert.deepEqual(await statuses({}), [401, 401]);
  assert.deepEqual(await statuses(await trust.as({ roles: ["analyst"] })), [403, 403]);
  assert.equal((await get(`${randomUUID()}/history`)).statusCode, 404);
  assert.equal((await get(`${id}/history/5`)).statusCode, 404);
  for (const path of ["x/history", `${id}/history/0`, `${id}/history/x`, `${id}/history/9999999999`])
    assert.equal((await get(path)).statusCode, 400, path);
});

test("who read the history is recorded, also who tried in vain (AUD-1)", async () => {
  const { id } = await withHistory();
  const elsewhere = await trust.as({ facilities: [facilityB] });
  for (const path of [`${id}/history`, `${id}/history/2`]) {
    const [seen] = await auditOf(service, await get(path));
    assert.deepEqual([seen?.action, seen?.patientId, seen?.outcome], ["patient.history", id, "ok"]);
    const [refused] = await auditOf(service, await get(path, elsewhere));
    assert.deepEqual([refused?.action, refused?.patientId, refused?.outcome], ["patient.history", id, "refused"]);
  }
});

test("whoever looks is recorded under the patient, however the id is written (AUD-1)", async () => {
  const { id } = await withHistory();
  const upper = id.toUpperCase();
  for (const path of [upper, `${upper}/history`, `${upper}/history/1`]) {
    const answer = await get(path);
    assert.equal(answer.statusCode, 200, path);
    const [audit] = await auditOf(service, answer);
    assert.deepEqual([audit?.patientId, audit?.resourceId], [id, id], path);
  }
  const forbidden = await get(upper, await trust.as({ roles: ["analyst"] }));
  assert.equal((await auditOf(service, forbidden))[0]?.patientId, id);
});
