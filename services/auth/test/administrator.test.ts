import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { bearer, invitedUser, signedUpUser, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app, admin } = auth;
const here = await newFacility();
const there = await newFacility();
const { accessToken } = await invitedUser(auth, ["admin"], [here]);
const headers = bearer(accessToken);

async function newFacility(): Promise<string> {
  const body = { name: `Clinic ${randomUUID()}` };
  return (await app.inject({ method: "POST", url: "/api/facilities", headers: admin.headers, body })).json().id;
}
function invite(body: object, by = headers) {
  const person = { email: `s-${randomUUID()}@x.example`, firstName: "S", lastName: "K", roles: ["admin"] };
  const url = "/api/users/invitations";
  return app.inject({ method: "POST", url, headers: by, body: { ...person, ...body } });
}
const change = (id: string, version: number, body: object) =>
  app.inject({ method: "PATCH", url: `/api/users/${id}`, headers: { ...headers, "if-match": `"v${version}"` }, body });

test("an administrator of one facility invites to that one alone (AZ-3)", async () => {
  for (const facilities of ["all", [there], [here, there], [there.toUpperCase()], []])
    assert.equal((await invite({ facilities })).statusCode, 403, JSON.stringify(facilities));
  const patient = { roles: ["patient"], facilities: [here], patientId: randomUUID() };
  assert.equal((await invite(patient)).statusCode, 403);
  assert.equal((await invite({ facilities: [here] })).statusCode, 201);
  assert.equal((await invite({ facilities: "all" }, admin.headers)).statusCode, 201);
});

test("an administrator of one facility gives nobody another, nor a patient's record (AZ-3)", async () => {
  const { user } = await invitedUser(auth, ["clinician"], [here]);
  for (const body of [{ facilities: "all" }, { facilities: [here, there] }, { patientId: randomUUID() }])
    assert.equal((await change(user.id, user.version, body)).statusCode, 403, JSON.stringify(body));
  assert.equal((await change(user.id, user.version, { roles: ["biller"] })).statusCode, 200);
});

test("users with a facility out of reach, or with none, are not there: one by one, listed or counted (AZ-3)", async () => {
  const mine = await invitedUser(auth, ["clinician"], [here]);
  const others = [
    await invitedUser(auth, ["clinician"], [there]),
    await invitedUser(auth, ["clinician"], [here, there]),
    await invitedUser(auth, ["clinician"], "all"),
    await signedUpUser(app),
  ];
  for (const { user } of others) {
    assert.equal((await app.inject({ url: `/api/users/${user.id}`, headers })).statusCode, 404);
    assert.equal((await change(user.id, user.version, { lastName: "X" })).statusCode, 404);
  }
  const { data, page } = (await app.inject({ url: "/api/users?limit=200&total=true", headers })).json();
  const ids: string[] = data.map(({ id }: { id: string }) => id);
  assert.ok(ids.includes(mine.user.id));
  assert.ok(!others.some(({ user }) => ids.includes(user.id)));
  assert.equal(page.total, ids.length);
});

test("whom others have invited is not invited anew from out of reach (AZ-3)", async () => {
  const email = `s-${randomUUID()}@x.example`;
  assert.equal((await invite({ email, facilities: [there] }, admin.headers)).statusCode, 201);
  assert.equal((await invite({ email, facilities: [here] })).statusCode, 409);
});

test("an administrator of one facility opens, changes and closes none (AZ-3)", async () => {
  const url = "/api/facilities";
  assert.equal((await app.inject({ method: "POST", url, headers, body: { name: "Mine" } })).statusCode, 403);
  const write = { method: "PATCH" as const, url: `${url}/${here}`, headers: { ...headers, "if-match": '"v1"' } };
  assert.equal((await app.inject({ ...write, body: { active: false } })).statusCode, 403);
});
