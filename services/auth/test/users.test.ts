import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { permissionsOf, personRoles } from "@pms/contracts/auth/permissions";
import { topics } from "@pms/contracts/events/events";
import { bearer, eventsOf, goodPassword, invitedUser, logIn, signedUpUser, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app, deps, admin } = auth;

const get = (id: string, headers: object = admin.headers) =>
  app.inject({ url: `/api/users/${id}`, headers: { ...headers } });
async function patch(id: string, body: object, headers: Record<string, string> = admin.headers) {
  const etag = String((await get(id)).headers.etag);
  return app.inject({ method: "PATCH", url: `/api/users/${id}`, headers: { ...headers, "if-match": etag }, body });
}
const me = async (token: string) => (await app.inject({ url: "/api/auth/me", headers: bearer(token) })).statusCode;
const adminId = (await app.inject({ url: "/api/auth/me", headers: admin.headers })).json().user.id;

test("users are listed page by page, each once, for those who manage them", async () => {
  for (let i = 0; i < 5; i += 1) await signedUpUser(app);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const url: string = `/api/users?limit=2&total=true${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
    const answer = await app.inject({ url, headers: admin.headers });
    assert.equal(answer.statusCode, 200, answer.body);
    const { data, page } = answer.json();
    assert.ok(data.length <= 2 && page.limit === 2);
    seen.push(...data.map(({ id }: { id: string }) => id));
    if (page.nextCursor === null) assert.equal(page.total, seen.length);
    cursor = page.nextCursor;
  } while (cursor);
  assert.equal(new Set(seen).size, seen.length);
  const clerk = await invitedUser(auth, ["front-desk"]);
  assert.equal((await app.inject({ url: "/api/users", headers: bearer(clerk.accessToken) })).statusCode, 403);
  assert.equal((await app.inject({ url: "/api/users" })).statusCode, 401);
  assert.equal((await app.inject({ url: "/api/users?limit=500", headers: admin.headers })).statusCode, 400);
  assert.equal((await app.inject({ url: "/api/users?cursor=AAAA", headers: admin.headers })).statusCode, 400);
});

test("staff are told their colleagues' names, and of no patient; patients are told nobody's (AZ-3, PRV-1)", async () => {
  const [clerk, patient] = [await invitedUser(auth, ["front-desk"]), await signedUpUser(app)];
  const ask = (token: string) => app.inject({ url: "/api/auth/staff?limit=200", headers: bearer(token) });
  const answer = await ask(clerk.accessToken);
  assert.equal(answer.statusCode, 200, answer.body);
  const own = answer.json().data.find(({ id }: { id: string }) => id === clerk.user.id);
  assert.deepEqual(Object.keys(own).sort(), ["firstName", "id", "lastName"]);
  assert.ok(!answer.body.includes(patient.user.id));
  assert.equal((await ask(patient.accessToken)).statusCode, 403);
  const analyst = await invitedUser(auth, ["analyst"]);
  assert.equal((await ask(analyst.accessToken)).statusCode, 403);
});

test("a user is read with an ETag; unknown is 404", async () => {
  const { user } = await signedUpUser(app);
  const answer = await get(user.id);
  assert.equal(answer.headers.etag, '"v1"');
  assert.equal(answer.json().email, user.email);
  assert.equal((await get(user.id, { ...admin.headers, "if-none-match": '"v1"' })).statusCode, 304);
  assert.equal((await get(randomUUID())).statusCode, 404);
});

test("new roles end the user's sessions at once, and the next log-in has them (TOK-5)", async () => {
  const staff = await invitedUser(auth, ["front-desk"]);
  const answer = await patch(staff.user.id, { roles: ["biller", "analyst"] });
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.headers.etag, `"v${answer.json().version}"`);
  assert.equal(await me(staff.accessToken), 401);
  const body = { refreshToken: staff.refreshToken };
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/refresh", body })).statusCode, 401);
  const again = await logIn(app, staff.user.email, goodPassword);
  const actor = await deps.trust.verifier.verify(again.accessToken);
  assert.deepEqual([...actor.roles], ["biller", "analyst"]);
  const types = (await eventsOf(deps, topics.auth, staff.user.id)).map(({ type }) => type);
  assert.deepEqual(types.slice(-3), ["SessionRevoked", "UserUpdated", "LoggedIn"]);
});

test("a name changes without signing anyone out; facilities and the linked patient come with the next token", async () => {
  const { data } = (await app.inject({ url: "/api/facilities", headers: admin.headers })).json();
  const staff = await invitedUser(auth, ["clinician"]);
  assert.equal((await patch(staff.user.id, { firstName: "Samantha" })).statusCode, 200);
  assert.equal(await me(staff.accessToken), 200);
  assert.equal((await patch(staff.user.id, { facilities: [data[0].id] })).statusCode, 200);
  assert.equal(await me(staff.accessToken), 401);
  const scoped = await deps.trust.verifier.verify((await logIn(app, staff.user.email, goodPassword)).accessToken);
  assert.deepEqual(scoped.facilities, [data[0].id]);
  assert.equal(scoped.defaultFacilityId, data[0].id);
  const unknown = await patch(staff.user.id, { facilities: [randomUUID()] });
  assert.equal(unknown.statusCode, 400);
  assert.equal(unknown.json().errors[0].pointer, "/facilities/0");

  const person = await signedUpUser(app);
  const patientId = randomUUID();
  assert.equal((await patch(person.user.id, { patientId })).statusCode, 200);
  const linked = await deps.trust.verifier.verify((await logIn(app, person.user.email, goodPassword)).accessToken);
  assert.equal(linked.patientId, patientId);
  assert.equal(linked.ownRecordOnly, true);
  assert.deepEqual(linked.facilities, []);
  assert.equal((await patch(person.user.id, { patientId: null })).json().patientId, undefined);
});

test("disabling ends everything at once; enabling lets the user in again (TOK-5)", async () => {
  const staff = await invitedUser(auth, ["analyst"]);
  assert.equal((await patch(staff.user.id, { status: "disabled" })).statusCode, 200);
  assert.equal(await me(staff.accessToken), 401);
  await assert.rejects(logIn(app, staff.user.email, goodPassword), /401/);
  assert.equal((await patch(staff.user.id, { status: "active" })).statusCode, 200);
  await logIn(app, staff.user.email, goodPassword);
});

test("writes need the version that they replace: 428 without, 412 when stale, and of two one wins (REL-5)", async () => {
  const { user } = await signedUpUser(app);
  const url = `/api/users/${user.id}`;
  const write = (headers: Record<string, string>) =>
    app.inject({ method: "PATCH", url, headers: { ...admin.headers, ...headers }, body: { lastName: "Other" } });
  assert.equal((await write({})).statusCode, 428);
  assert.equal((await write({ "if-match": '"v9"' })).statusCode, 412);
  for (const none of ["nonsense", '"v01"', '"v2","v3"'])
    assert.equal((await write({ "if-match": none })).statusCode, 412, none);
  const both = await Promise.all([write({ "if-match": '"v1"' }), write({ "if-match": '"v9", "v1"' })]);
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 412]);
});

test("nobody changes their own roles, and fields that are not theirs to set are refused (AZ-4)", async () => {
  for (const body of [{ roles: ["admin", "biller"] }, { status: "disabled" }, { facilities: "all" }])
    assert.equal((await patch(adminId, body)).statusCode, 422);
  assert.equal((await patch(adminId, { firstName: "Ada" })).statusCode, 200);
  for (const body of [
    { version: 3 },
    { email: "x@y.example" },
    { passwordHash: "x" },
    { roles: ["service"] },
    { roles: [] },
    {},
  ])
    assert.equal((await patch(adminId, body)).statusCode, 400, JSON.stringify(body));
  const clerk = await invitedUser(auth, ["front-desk"]);
  assert.equal((await patch(clerk.user.id, { roles: ["admin"] }, bearer(clerk.accessToken))).statusCode, 403);
  const headers = { "if-match": '"v1"' };
  const anonymous = await app.inject({
    method: "PATCH",
    url: `/api/users/${adminId}`,
    headers,
    body: { firstName: "X" },
  });
  assert.equal(anonymous.statusCode, 401);
});

test("two administrators who remove each other at the same time leave one", async (t) => {
  const own = await startAuth(t);
  const second = await invitedUser(own, ["admin"]);
  const first = (await own.app.inject({ url: "/api/auth/me", headers: own.admin.headers })).json().user;
  const remove = (id: string, version: number, headers: { authorization: string }) =>
    own.app.inject({
      method: "PATCH",
      url: `/api/users/${id}`,
      headers: { ...headers, "if-match": `"v${version}"` },
      body: { roles: ["analyst"] },
    });
  const target = (await own.app.inject({ url: `/api/users/${second.user.id}`, headers: own.admin.headers })).json();
  const answers = await Promise.all([
    remove(first.id, first.version, bearer(second.accessToken)),
    remove(second.user.id, target.version, own.admin.headers),
  ]);
  const { rows } = await own.deps.database.pool.query(
    "SELECT id FROM users WHERE 'admin' = ANY (roles) AND status = 'active'",
  );
  assert.equal(rows.length, 1, answers.map(({ statusCode }) => statusCode).join());
});

test("an invited user becomes active by accepting, not by an administrator's word", async () => {
  const body = {
    email: `s-${randomUUID()}@x.example`,
    firstName: "S",
    lastName: "K",
    roles: ["analyst"],
    facilities: "all",
  };
  const invited = await app.inject({ method: "POST", url: "/api/users", headers: admin.headers, body });
  const { user, token } = invited.json();
  assert.equal(user.hasPassword, false);
  assert.equal((await patch(user.id, { status: "active" })).statusCode, 422);
  const accept = (given: string) =>
    app.inject({ method: "POST", url: "/api/auth/invitations/accept", body: { token: given, password: goodPassword } });
  assert.equal((await patch(user.id, { status: "disabled" })).statusCode, 200);
  assert.equal((await accept(token)).statusCode, 400, "disabled before they came");
  assert.equal((await patch(user.id, { status: "active" })).statusCode, 422, "nobody could ever sign in");
  const again = await app.inject({ method: "POST", url: "/api/users", headers: admin.headers, body });
  assert.equal(again.json().user.status, "invited");
  const accepted = await accept(again.json().token);
  assert.deepEqual([accepted.statusCode, accepted.json().hasPassword], [200, true]);
  await logIn(app, body.email, goodPassword);
});

test("an invitation sent twice with one Idempotency-Key is made once (REL-4)", async () => {
  const body = {
    email: `s-${randomUUID()}@x.example`,
    firstName: "S",
    lastName: "K",
    roles: ["analyst"],
    facilities: "all",
  };
  const headers = { ...admin.headers, "idempotency-key": randomUUID() };
  const send = (payload: object) =>
    app.inject({ method: "POST", url: "/api/users/invitations", headers, body: payload });
  const first = await send(body);
  const second = await send(body);
  assert.equal(first.statusCode, 201);
  assert.equal(first.headers.location, `/api/users/${first.json().user.id}`);
  assert.equal(second.headers["idempotency-replayed"], "true");
  assert.deepEqual(second.json(), first.json());
  assert.equal((await send({ ...body, lastName: "Other" })).statusCode, 422);
});

test("patient goes with no other role, neither by invitation nor by change (AZ-3)", async () => {
  const person = { firstName: "S", lastName: "K", facilities: "all" };
  const staff = await invitedUser(auth, ["analyst"]);
  const own = await signedUpUser(app);
  for (const role of personRoles.filter((role) => role !== "patient")) {
    const roles = ["patient", role];
    for (const email of [`s-${randomUUID()}@x.example`, own.user.email]) {
      const body = { ...person, email, roles };
      const invited = await app.inject({ method: "POST", url: "/api/users", headers: admin.headers, body });
      assert.equal(invited.statusCode, 400, role);
      assert.deepEqual(invited.json().errors[0].pointer, "/roles");
      assert.match(invited.json().errors[0].detail, /patient beside another role/);
    }
    for (const { user } of [staff, own]) assert.equal((await patch(user.id, { roles })).statusCode, 400, role);
  }
});

test("an account that has patient beside another role since earlier works as staff, by that role alone (AZ-1, AZ-3)", async () => {
  const { user } = await invitedUser(auth, ["analyst"]);
  await deps.database.pool.query("UPDATE users SET roles = '{patient,analyst}' WHERE id = $1", [user.id]);
  const { accessToken } = await logIn(app, user.email, goodPassword);
  const actor = await deps.trust.verifier.verify(accessToken);
  assert.deepEqual(actor.permissions, permissionsOf(["analyst"]));
  assert.equal(actor.ownRecordOnly, false);
  const me = (await app.inject({ url: "/api/auth/me", headers: bearer(accessToken) })).json();
  assert.deepEqual(me.permissions, [...permissionsOf(["analyst"])].sort());
  const facilities = (await app.inject({ url: "/api/facilities", headers: admin.headers })).json().data;
  assert.equal((await patch(user.id, { facilities: [facilities[0].id] })).statusCode, 200);
  assert.deepEqual((await patch(user.id, { roles: ["biller"] })).json().roles, ["biller"]);
});
