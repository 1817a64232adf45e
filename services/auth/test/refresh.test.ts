import assert from "node:assert/strict";
import { after, test } from "node:test";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import { bearer, eventsOf, goodPassword, type Pair, queryRow, signedUpUser, startAuth } from "./auth-service.ts";

const { app, deps } = await startAuth({ after });

const refresh = (refreshToken: string) =>
  app.inject({ method: "POST", url: "/api/auth/refresh", body: { refreshToken } });
const sessionOf = (pair: Pair): string =>
  JSON.parse(Buffer.from(pair.accessToken.split(".")[1] ?? "", "base64url").toString()).sid;
const me = async (token: string) => (await app.inject({ url: "/api/auth/me", headers: bearer(token) })).statusCode;
const ageTokens = (pair: Pair, seconds: number) =>
  deps.database.pool.query(
    "UPDATE refresh_tokens SET used_at = used_at - $2 * interval '1 second' WHERE session_id = $1",
    [sessionOf(pair), seconds],
  );

test("a refresh gives a new pair for the same session; only hashes are stored (TOK-4)", async () => {
  const pair = await signedUpUser(app);
  const answer = await refresh(pair.refreshToken);
  assert.equal(answer.statusCode, 200, answer.body);
  const next: Pair = answer.json();
  assert.notEqual(next.refreshToken, pair.refreshToken);
  assert.equal(sessionOf(next), sessionOf(pair));
  assert.equal(await me(next.accessToken), 200);
  assert.ok(Buffer.from(next.refreshToken.slice(5), "base64url").length === 32);
  const { rows } = await deps.database.pool.query("SELECT t::text FROM refresh_tokens t");
  const stored = JSON.stringify(rows);
  assert.ok(!stored.includes(Buffer.from(next.refreshToken).toString("hex")));
  assert.ok(!stored.includes(next.refreshToken));
});

test("twenty refreshes of one token at once make one rotation and log nobody out (TOK-4)", async () => {
  const pair = await signedUpUser(app);
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(pair.refreshToken)));
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
  const successors = new Set(answers.map((answer) => answer.json().refreshToken));
  assert.equal(successors.size, 1);
  const { count } = await queryRow<{ count: bigint }>(
    deps,
    "SELECT count(*) FROM refresh_tokens WHERE session_id = $1",
    [sessionOf(pair)],
  );
  assert.equal(count, 2n, "the first token and one successor");
  const [successor] = successors;
  assert.equal((await refresh(String(successor))).statusCode, 200);
});

test("a token used again after the grace kills the session and says so (TOK-4)", async () => {
  const pair = await signedUpUser(app);
  const next: Pair = (await refresh(pair.refreshToken)).json();
  const newest: Pair = (await refresh(next.refreshToken)).json();
  await ageTokens(pair, 11);
  const reused = await refresh(pair.refreshToken);
  assert.equal(reused.statusCode, 401);
  assert.equal(await me(newest.accessToken), 401);
  assert.equal((await refresh(newest.refreshToken)).statusCode, 401);
  const events = await eventsOf(deps, topics.auth, pair.user.id);
  const revoked = events.filter(({ type }) => type === "SessionRevoked");
  assert.equal(revoked.length, 1);
  assert.equal(eventCodecs.SessionRevoked.decode(revoked[0]?.payload ?? new Uint8Array()).reason, "refresh-reused");
});

test("within the grace a lost answer is given again (TOK-4)", async () => {
  const pair = await signedUpUser(app);
  const first: Pair = (await refresh(pair.refreshToken)).json();
  await ageTokens(pair, 5);
  const again = await refresh(pair.refreshToken);
  assert.equal(again.statusCode, 200);
  assert.equal(again.json().refreshToken, first.refreshToken);
});

test("a session ends when it is idle too long, and at its absolute limit (TOK-5)", async () => {
  for (const column of ["last_seen_at", "created_at"]) {
    const pair = await signedUpUser(app);
    const shift = column === "last_seen_at" ? "13 hours" : "31 days";
    const text = `UPDATE sessions SET ${column} = ${column} - interval '${shift}' WHERE id = $1`;
    await deps.database.pool.query(text, [sessionOf(pair)]);
    assert.equal((await refresh(pair.refreshToken)).statusCode, 401, column);
  }
  const pair = await signedUpUser(app);
  const text = "UPDATE sessions SET last_seen_at = last_seen_at - interval '11 hours' WHERE id = $1";
  await deps.database.pool.query(text, [sessionOf(pair)]);
  assert.equal((await refresh(pair.refreshToken)).statusCode, 200);
});

test("kinds of token are not interchangeable (TOK-7)", async () => {
  const pair = await signedUpUser(app);
  assert.equal((await refresh(pair.accessToken)).statusCode, 400, "longer than any refresh token");
  assert.equal((await refresh("pmsi_".concat(pair.refreshToken.slice(5)))).statusCode, 401);
  assert.equal((await refresh("pmsr_unknown")).statusCode, 401);
  assert.equal(await me(pair.refreshToken), 401);
  const body = { token: pair.refreshToken, password: goodPassword };
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/invitations/accept", body })).statusCode, 400);
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/refresh" })).statusCode, 401);
  const unknownField = { refreshToken: pair.refreshToken, sessionId: "x" };
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/refresh", body: unknownField })).statusCode, 400);
  assert.equal((await refresh(pair.refreshToken)).statusCode, 200, "none of this has harmed the session");
});

async function browserSession() {
  const { user } = await signedUpUser(app);
  const body = { email: user.email, password: goodPassword, session: "cookie" };
  const answer = await app.inject({ method: "POST", url: "/api/auth/login", body });
  const cookie = answer.cookies.find(({ name }) => name === "__Host-pms_refresh");
  assert.ok(cookie);
  return { answer, cookie, header: `${cookie.name}=${cookie.value}` };
}
const cookieRefresh = (cookie: string, headers: Record<string, string> = {}, body?: object) =>
  app.inject({ method: "POST", url: "/api/auth/refresh", headers: { cookie, ...headers }, ...(body && { body }) });

test("in a browser the refresh token is in a __Host- cookie alone (TOK-6)", async () => {
  const { answer, cookie, header } = await browserSession();
  assert.equal(answer.json().refreshToken, undefined);
  assert.deepEqual(
    { path: cookie.path, secure: cookie.secure, httpOnly: cookie.httpOnly, sameSite: cookie.sameSite },
    { path: "/", secure: true, httpOnly: true, sameSite: "Strict" },
  );
  const refreshed = await cookieRefresh(header, {
    "x-pms-csrf": "1",
    origin: "https://clinic.example",
    "x-forwarded-host": "clinic.example",
  });
  assert.equal(refreshed.statusCode, 200, refreshed.body);
  assert.equal(refreshed.json().refreshToken, undefined);
  const rotated = refreshed.cookies.find(({ name }) => name === cookie.name);
  assert.ok(rotated && rotated.value !== cookie.value);
  const headers = bearer(refreshed.json().accessToken);
  const out = await app.inject({ method: "POST", url: "/api/auth/logout", headers });
  assert.equal(out.cookies.find(({ name }) => name === cookie.name)?.maxAge, 0);
  assert.equal((await cookieRefresh(`${cookie.name}=${rotated.value}`, { "x-pms-csrf": "1" })).statusCode, 401);
});

test("the cookie works only for our own page (TOK-6)", async () => {
  const { header } = await browserSession();
  assert.equal((await cookieRefresh(header)).statusCode, 403);
  assert.equal((await cookieRefresh(header, { "x-pms-csrf": "1", origin: "https://evil.example" })).statusCode, 403);
  assert.equal((await cookieRefresh(header, { "x-pms-csrf": "1", origin: "null" })).statusCode, 403);
  const host = { host: "clinic.example", origin: "https://clinic.example" };
  assert.equal((await cookieRefresh(header, { "x-pms-csrf": "1", ...host })).statusCode, 200);
});

test("two refresh tokens in one request are 400, and neither transport takes the other's token (TOK-7)", async () => {
  const pair = await signedUpUser(app);
  const { header, cookie } = await browserSession();
  const both = await cookieRefresh(header, { "x-pms-csrf": "1" }, { refreshToken: pair.refreshToken });
  assert.equal(both.statusCode, 400);
  const twice = await cookieRefresh(`${header}; ${header}`, { "x-pms-csrf": "1" });
  assert.equal(twice.statusCode, 400);
  assert.equal((await refresh(cookie.value)).statusCode, 401);
  const moved = `__Host-pms_refresh=${pair.refreshToken}`;
  assert.equal((await cookieRefresh(moved, { "x-pms-csrf": "1" })).statusCode, 401);
});
