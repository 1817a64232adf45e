import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { bearer, goodPassword, invitedUser, logIn, signedUpUser, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app } = auth;
const me = async (token: string) => (await app.inject({ url: "/api/auth/me", headers: bearer(token) })).statusCode;
const newPassword = "amber trellis quickens 94";

test("me says who I am, what I may do and where", async () => {
  const staff = await invitedUser(auth, ["front-desk"]);
  const answer = await app.inject({ url: "/api/auth/me", headers: bearer(staff.accessToken) });
  const body = answer.json();
  assert.equal(body.user.id, staff.user.id);
  assert.equal(body.user.facilities, "all");
  assert.ok(body.permissions.includes("patient:write"));
  assert.ok(!body.permissions.includes("user:manage"));
  assert.equal(body.facilities[0].name, "Main clinic");
  assert.equal(answer.headers["cache-control"], "no-store");
  assert.ok(!answer.body.includes("argon2"), "no hash leaves the service");
});

test("preferences are kept, replaced as a whole, and checked", async () => {
  const { accessToken } = await signedUpUser(app);
  const headers = bearer(accessToken);
  const url = "/api/auth/me/preferences";
  assert.deepEqual((await app.inject({ url, headers })).json(), {});
  const preferences = { theme: "dark", density: "compact", locale: "de-CH" };
  assert.equal((await app.inject({ method: "PUT", url, headers, body: preferences })).statusCode, 200);
  assert.deepEqual((await app.inject({ url, headers })).json(), preferences);
  await app.inject({ method: "PUT", url, headers, body: { theme: "light" } });
  assert.deepEqual((await app.inject({ url, headers })).json(), { theme: "light" });
  assert.equal((await app.inject({ method: "PUT", url, headers, body: { theme: "pink" } })).statusCode, 400);
  assert.equal((await app.inject({ method: "PUT", url, headers, body: { roles: ["admin"] } })).statusCode, 400);
  assert.equal((await app.inject({ url })).statusCode, 401);
});

test("sessions are listed with where they are; one of them, or all others, can be ended (TOK-5)", async () => {
  const first = await signedUpUser(app);
  const { email } = first.user;
  const login = { email, password: goodPassword };
  const from = { "user-agent": "Tablet/7", "x-forwarded-for": "198.51.100.77" };
  const tablet = (await app.inject({ method: "POST", url: "/api/auth/login", headers: from, body: login })).json();
  const third = await logIn(app, email, goodPassword);
  const headers = bearer(first.accessToken);
  const { data } = (await app.inject({ url: "/api/auth/sessions", headers })).json();
  assert.equal(data.length, 3);
  assert.equal(data.filter(({ current }: { current: boolean }) => current).length, 1);
  const onTablet = data.find(({ userAgent }: { userAgent: string }) => userAgent === "Tablet/7");
  assert.equal(onTablet.address, "198.51.100.77");
  const url = `/api/auth/sessions/${onTablet.id}`;
  assert.equal((await app.inject({ method: "DELETE", url, headers })).statusCode, 204);
  assert.equal(await me(tablet.accessToken), 401);
  assert.equal((await app.inject({ method: "DELETE", url, headers })).statusCode, 404);
  assert.equal((await app.inject({ method: "DELETE", url: "/api/auth/sessions", headers })).statusCode, 204);
  assert.equal(await me(third.accessToken), 401);
  assert.equal(await me(first.accessToken), 200);
  assert.equal((await app.inject({ url: "/api/auth/sessions", headers })).json().data.length, 1);
});

test("nobody ends another's session: 404, as if there were none", async () => {
  const [owner, other] = [await signedUpUser(app), await signedUpUser(app)];
  const { data } = (await app.inject({ url: "/api/auth/sessions", headers: bearer(owner.accessToken) })).json();
  const request = (id: string) =>
    app.inject({ method: "DELETE", url: `/api/auth/sessions/${id}`, headers: bearer(other.accessToken) });
  assert.equal((await request(data[0].id)).statusCode, 404);
  assert.equal((await request(randomUUID())).statusCode, 404);
  assert.equal((await request("not-an-id")).statusCode, 400);
  assert.equal(await me(owner.accessToken), 200);
});

test("a new password ends the other sessions and replaces the old one (TOK-5)", async () => {
  const here = await signedUpUser(app);
  const elsewhere = await logIn(app, here.user.email, goodPassword);
  const body = { currentPassword: goodPassword, newPassword };
  const change = { method: "POST" as const, url: "/api/auth/password", headers: bearer(here.accessToken) };
  assert.equal((await app.inject({ ...change, body })).statusCode, 204);
  assert.equal(await me(here.accessToken), 200);
  assert.equal(await me(elsewhere.accessToken), 401);
  const refresh = { method: "POST" as const, url: "/api/auth/refresh" };
  assert.equal((await app.inject({ ...refresh, body: { refreshToken: elsewhere.refreshToken } })).statusCode, 401);
  await logIn(app, here.user.email, newPassword);
  await assert.rejects(logIn(app, here.user.email, goodPassword), /401/);
});

test("a wrong present password or a weak new one is 400 that says which; guessing it is slowed down (PW-2, PW-3)", async () => {
  const { accessToken, user } = await signedUpUser(app);
  const change = (currentPassword: string, next: string) =>
    app.inject({
      method: "POST",
      url: "/api/auth/password",
      headers: bearer(accessToken),
      body: { currentPassword, newPassword: next },
    });
  const weak = await change(goodPassword, "short");
  assert.equal(weak.statusCode, 400);
  assert.equal(weak.json().errors[0].pointer, "/newPassword");
  const statuses: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    const wrong = await change("wrong wrong wrong", newPassword);
    statuses.push(wrong.statusCode);
    if (i === 0) assert.equal(wrong.json().errors[0].pointer, "/currentPassword");
  }
  assert.equal(statuses[0], 400);
  assert.equal(statuses[6], 429);
  assert.equal(await me(accessToken), 200);
  await assert.rejects(logIn(app, user.email, newPassword));
});
