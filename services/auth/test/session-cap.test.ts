import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import { clean } from "../src/housekeeping/housekeeping.ts";
import {
  bearer,
  eventsOf,
  goodPassword,
  invitedUser,
  logIn,
  queryRow,
  signedUpUser,
  startAuth,
} from "./auth-service.ts";

const auth = await startAuth({ after }, { SESSIONS_PER_USER_MAX: "3" });
const { app, deps } = auth;
const me = async (token: string) => (await app.inject({ url: "/api/auth/me", headers: bearer(token) })).statusCode;

for (const [who, come] of [
  ["somebody who signed up", () => signedUpUser(app)],
  ["a member of staff", () => invitedUser(auth, ["front-desk"])],
] as const)
  test(`one session more than ${who} may have ends the one that was not used for longest (REL-8)`, async () => {
    const first = await come();
    const again = () => logIn(app, first.user.email, goodPassword);
    const pairs = [first, await again(), await again()];
    const body = { refreshToken: first.refreshToken };
    assert.equal((await app.inject({ method: "POST", url: "/api/auth/refresh", body })).statusCode, 200);
    pairs.push(await again());
    assert.deepEqual(await Promise.all(pairs.map(({ accessToken }) => me(accessToken))), [200, 401, 200, 200]);
    const revoked = (await eventsOf(deps, topics.auth, first.user.id))
      .filter(({ type }) => type === "SessionRevoked")
      .map(({ payload }) => eventCodecs.SessionRevoked.decode(payload).reason);
    assert.deepEqual(revoked, ["too-many"]);
  });

test("log-ins at the same time leave no more sessions than a user may have", async () => {
  const { user } = await signedUpUser(app);
  await Promise.all(Array.from({ length: 12 }, () => logIn(app, user.email, goodPassword)));
  const { alive } = await queryRow<{ alive: number }>(
    deps,
    "SELECT count(*)::int AS alive FROM sessions WHERE user_id = $1 AND revoked_at IS NULL",
    [user.id],
  );
  assert.equal(alive, 3);
});

test("a session that is refreshed without end keeps a bounded number of used tokens (REL-8)", async () => {
  let { refreshToken } = await signedUpUser(app);
  for (let i = 0; i < 320; i += 1) {
    const body = { refreshToken };
    ({ refreshToken } = (await app.inject({ method: "POST", url: "/api/auth/refresh", body })).json());
  }
  const { kept } = await queryRow<{ kept: number }>(
    deps,
    "SELECT count(*)::int AS kept FROM refresh_tokens GROUP BY session_id ORDER BY 1 DESC LIMIT 1",
    [],
  );
  assert.ok(kept > 290 && kept <= 301, `${kept} tokens`);
});

test("what has ended is removed in time: sessions with their tokens, refusals, invitations", async () => {
  const { user } = await signedUpUser(app);
  const staff = await invitedUser(auth, ["analyst"]);
  const body = { email: `${randomUUID()}@x.example`, password: "wrong wrong wrong" };
  await app.inject({ method: "POST", url: "/api/auth/login", body });
  const { pool } = deps.database;
  await pool.query("UPDATE sessions SET last_seen_at = now() - interval '40 days' WHERE user_id = $1", [user.id]);
  await pool.query("UPDATE log_in_failures SET last_at = now() - interval '2 days'");
  await pool.query("UPDATE invitations SET accepted_at = now() - interval '40 days' WHERE user_id = $1", [
    staff.user.id,
  ]);
  await clean(deps.db, deps.limits);
  const counts = `SELECT (SELECT count(*)::int FROM sessions WHERE user_id = $1) AS sessions,
    (SELECT count(*)::int FROM refresh_tokens t WHERE NOT EXISTS (SELECT FROM sessions s WHERE s.id = t.session_id)) AS tokens,
    (SELECT count(*)::int FROM log_in_failures) AS failures,
    (SELECT count(*)::int FROM invitations WHERE user_id = $2) AS invitations`;
  const left = await queryRow(deps, counts, [user.id, staff.user.id]);
  assert.deepEqual(left, { sessions: 0, tokens: 0, failures: 0, invitations: 0 });
});
