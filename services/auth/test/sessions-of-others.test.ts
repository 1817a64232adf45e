import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import { until } from "@pms/kit/testing/until";
import { bearer, eventsOf, goodPassword, invitedUser, logIn, type Pair, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app, deps } = auth;
const { headers } = auth.admin;
const end = (of: string, as: Record<string, string> = headers) =>
  app.inject({ method: "DELETE", url: `/api/users/${of}`, headers: as });
const me = async ({ accessToken }: Pair, at = app) =>
  (await at.inject({ url: "/api/auth/me", headers: bearer(accessToken) })).statusCode;
const refresh = async ({ refreshToken }: Pair) =>
  (await app.inject({ method: "POST", url: "/api/auth/refresh", body: { refreshToken } })).statusCode;

async function newFacility(): Promise<string> {
  const body = { name: `Facility ${randomUUID()}` };
  return (await app.inject({ method: "POST", url: "/api/facilities", headers, body })).json().id;
}

test("an administrator ends all sessions of somebody, dead everywhere within a second, who may sign in again (TOK-5, AUD-1)", async () => {
  const other = await auth.another();
  const first = await invitedUser(auth, ["front-desk"]);
  const second = await logIn(app, first.user.email, goodPassword);
  const bystander = await invitedUser(auth, ["front-desk"]);
  const answer = await end(`${first.user.id}/sessions`);
  assert.deepEqual([answer.statusCode, answer.json()], [200, { sessionsEnded: 2, ownSessionKept: false }]);
  assert.deepEqual([await me(first), await me(second), await me(bystander)], [401, 401, 200]);
  assert.deepEqual([await refresh(first), await refresh(second)], [401, 401]);
  const endedAt = performance.now();
  await until("the other instance refuses the ended session", async () => (await me(first, other.app)) === 401);
  assert.ok(performance.now() - endedAt < 1_000);
  await logIn(app, first.user.email, goodPassword);
  const told = (await eventsOf(deps, topics.auth, first.user.id)).filter(({ type }) => type === "SessionRevoked");
  assert.deepEqual(
    told.map(({ payload }) => eventCodecs.SessionRevoked.decode(payload).reason),
    ["revoked", "revoked"],
  );
  assert.deepEqual((await end(`${first.user.id}/sessions`)).json(), { sessionsEnded: 1, ownSessionKept: false });
});

test("out of the administrator's reach is missing, and who does not manage users may not (AZ-3)", async () => {
  const [here, there] = [await newFacility(), await newFacility()];
  const local = await invitedUser(auth, ["admin"], [here]);
  const [near, far] = [await invitedUser(auth, ["biller"], [here]), await invitedUser(auth, ["biller"], [there])];
  const as = bearer(local.accessToken);
  assert.equal((await end(`${far.user.id}/sessions`, as)).statusCode, 404);
  assert.equal((await end(`${randomUUID()}/sessions`, as)).statusCode, 404);
  assert.equal((await end(`${near.user.id}/sessions`, bearer(far.accessToken))).statusCode, 403);
  assert.equal(await me(far), 200);
  const everyone = await end("sessions?confirm=everyone", as);
  assert.equal(everyone.statusCode, 200, everyone.body);
  assert.deepEqual([await me(near), await me(far), await me(local)], [401, 200, 200]);
});

test("everyone is signed out but the session that asks, which the answer says (TOK-5)", async () => {
  const people = [await invitedUser(auth, ["clinician"]), await invitedUser(auth, ["admin"])];
  const elsewhere = await logIn(app, auth.admin.email, auth.config.ADMIN_PASSWORD ?? "");
  assert.equal((await end("sessions")).statusCode, 400, "not without being asked for in words");
  assert.deepEqual(await Promise.all(people.map((pair) => me(pair))), [200, 200]);
  const { statusCode, body } = await end("sessions?confirm=everyone");
  assert.equal(statusCode, 200, body);
  assert.ok(JSON.parse(body).sessionsEnded >= 3);
  assert.equal(JSON.parse(body).ownSessionKept, true);
  assert.deepEqual(await Promise.all([...people, elsewhere].map((pair) => me(pair))), [401, 401, 401]);
  assert.equal((await app.inject({ url: "/api/auth/me", headers })).statusCode, 200);
  const own = (await app.inject({ url: "/api/auth/me", headers })).json().user.id;
  const again = await logIn(app, auth.admin.email, auth.config.ADMIN_PASSWORD ?? "");
  assert.deepEqual((await end(`${own}/sessions`)).json(), { sessionsEnded: 1, ownSessionKept: true });
  assert.equal(await me(again), 401);
});
