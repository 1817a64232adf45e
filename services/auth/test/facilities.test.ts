import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { bearer, goodPassword, invitedUser, logIn, signedUpUser, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app, admin } = auth;
const create = (body: object, headers: object = admin.headers) =>
  app.inject({ method: "POST", url: "/api/facilities", headers: { ...headers }, body });
const change = (id: string, body: object, headers: Record<string, string> = { "if-match": '"v1"' }) =>
  app.inject({ method: "PATCH", url: `/api/facilities/${id}`, headers: { ...admin.headers, ...headers }, body });

test("a facility is opened, listed, renamed and closed", async () => {
  const name = `Harbour ${randomUUID()}`;
  const created = await create({ name, timeZone: "America/New_York" });
  assert.equal(created.statusCode, 201, created.body);
  const { id } = created.json();
  assert.equal(created.headers.location, `/api/facilities/${id}`);
  assert.equal(created.headers.etag, '"v1"');
  const { data } = (await app.inject({ url: "/api/facilities?limit=200", headers: admin.headers })).json();
  assert.ok(data.some((facility: { id: string }) => facility.id === id));
  const read = await app.inject({ url: created.headers.location, headers: admin.headers });
  assert.deepEqual([read.json(), read.headers.etag], [created.json(), '"v1"']);
  const unchanged = { ...admin.headers, "if-none-match": '"v1"' };
  assert.equal((await app.inject({ url: created.headers.location, headers: unchanged })).statusCode, 304);
  assert.equal((await app.inject({ url: `/api/facilities/${randomUUID()}`, headers: admin.headers })).statusCode, 404);
  const renamed = await change(id, { name: `${name} North` });
  assert.equal(renamed.json().name, `${name} North`);
  assert.equal((await change(id, { active: false }, { "if-match": '"v2"' })).json().active, false);
});

test("a facility's write needs its version, a free name and a real time zone", async () => {
  const taken = (await create({ name: `A ${randomUUID()}` })).json();
  const other = (await create({ name: `B ${randomUUID()}` })).json();
  assert.equal((await create({ name: taken.name.toUpperCase() })).statusCode, 409);
  assert.equal((await change(other.id, { name: taken.name })).statusCode, 409);
  for (const timeZone of ["Mars/Olympus", "+05:30", "-08:00"])
    assert.equal((await create({ name: "C", timeZone })).json().errors?.[0].pointer, "/timeZone", timeZone);
  assert.equal((await create({ name: " " })).statusCode, 400);
  assert.equal((await change(other.id, {})).statusCode, 400);
  assert.equal((await change(other.id, { isDefault: true })).statusCode, 400);
  assert.equal((await change(other.id, { name: "D" }, { "if-match": '"v7"' })).statusCode, 412);
  assert.equal((await change(randomUUID(), { name: "D" })).statusCode, 404);
  const url = `/api/facilities/${other.id}`;
  const unconditional = await app.inject({ method: "PATCH", url, headers: admin.headers, body: { name: "D" } });
  assert.equal(unconditional.statusCode, 428);
});

test("a facility has the address that its receipts print, until it is taken away", async () => {
  const address = { addressLines: ["14 Harbour Street", "Portland, ME 04101"], phoneNumber: "+1 207-555-0142" };
  const created = (await create({ name: `Pier ${randomUUID()}`, ...address })).json();
  assert.deepEqual([created.addressLines, created.phoneNumber], [address.addressLines, address.phoneNumber]);
  const { facilities } = (await app.inject({ url: "/api/auth/me", headers: admin.headers })).json();
  const told = facilities.find(({ id }: { id: string }) => id === created.id);
  assert.deepEqual(told, created);
  const moved = (await change(created.id, { addressLines: ["  2 Quay  "], phoneNumber: null })).json();
  assert.deepEqual([moved.addressLines, "phoneNumber" in moved], [["2 Quay"], false]);
  const bare = (await create({ name: `Bare ${randomUUID()}` })).json();
  assert.deepEqual([bare.addressLines, "phoneNumber" in bare], [[], false]);
  for (const [wrong, pointer] of [
    [{ addressLines: ["1", "2", "3", "4", "5", "6", "7"] }, "/addressLines"],
    [{ addressLines: [" "] }, "/addressLines/0"],
    [{ phoneNumber: "" }, "/phoneNumber"],
  ] as const)
    assert.equal((await change(bare.id, wrong)).json().errors?.[0].pointer, pointer, pointer);
});

test("a closed facility is no longer where its people, or those of all, work", async () => {
  const { id } = (await create({ name: `Shut ${randomUUID()}` })).json();
  const staff = await invitedUser(auth, ["front-desk"], [id]);
  assert.equal((await change(id, { active: false })).statusCode, 200);
  const meOf = async (headers: object) => (await app.inject({ url: "/api/auth/me", headers: { ...headers } })).json();
  const own = await meOf(bearer(staff.accessToken));
  assert.deepEqual([own.facilities, own.defaultFacilityId], [[], undefined]);
  const all: { id: string }[] = (await meOf(admin.headers)).facilities;
  assert.ok(!all.some((facility) => facility.id === id));
  const { accessToken } = await logIn(app, staff.user.email, goodPassword);
  assert.equal((await auth.deps.trust.verifier.verify(accessToken)).defaultFacilityId, undefined);
});

test("the default facility cannot be closed", async () => {
  const { defaultFacilityId } = (await app.inject({ url: "/api/auth/me", headers: admin.headers })).json();
  assert.equal((await change(defaultFacilityId, { active: false })).statusCode, 422);
});

test("everyone who is signed in sees the facilities; only administrators change them", async () => {
  for (const { accessToken } of [await signedUpUser(app), await invitedUser(auth, ["front-desk"])]) {
    assert.equal((await app.inject({ url: "/api/facilities", headers: bearer(accessToken) })).statusCode, 200);
    assert.equal((await create({ name: "Mine" }, bearer(accessToken))).statusCode, 403);
    assert.equal((await change(randomUUID(), { name: "x" }, bearer(accessToken))).statusCode, 403);
  }
  for (const url of ["/api/facilities", `/api/facilities/${randomUUID()}`])
    assert.equal((await app.inject({ url })).statusCode, 401);
  assert.equal((await create({ name: "Mine" }, {})).statusCode, 401);
});
