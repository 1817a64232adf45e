import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { hash } from "@node-rs/argon2";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import { makeDevice } from "../src/factors/known-device.ts";
import { delayMs, throttleOf } from "../src/factors/log-in-throttle.ts";
import { createPasswordHasher } from "../src/factors/password-hasher.ts";
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

const auth = await startAuth({ after });
const { app, deps } = auth;

const turn = { lane: "strangers", caller: "192.0.2.1" } as const;
type Attempt = { email: string; password: string; session?: "cookie" };
const attempt = (body: Attempt, headers: Record<string, string> = {}) =>
  app.inject({ method: "POST", url: "/api/auth/login", body, headers });

test("sign up, log in, me, log out: the token is dead on the very next request (TOK-3)", async () => {
  const email = `Nia.${randomUUID()}@Mail.example`;
  const body = { email, password: goodPassword, firstName: "Nia", lastName: "O'Dell" };
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/signup", body })).statusCode, 201);
  const pair = await logIn(app, email.toLowerCase(), goodPassword);
  const headers = bearer(pair.accessToken);
  const me = await app.inject({ url: "/api/auth/me", headers });
  assert.equal(me.statusCode, 200, me.body);
  assert.equal(me.json().user.email, email);
  assert.ok(me.json().permissions.includes("patient:register-self"));
  assert.equal(me.json().defaultFacilityId, me.json().facilities[0].id);
  const out = await app.inject({ method: "POST", url: "/api/auth/logout", headers });
  assert.equal(out.statusCode, 204);
  assert.equal((await app.inject({ url: "/api/auth/me", headers })).statusCode, 401);
  const refreshBody = { refreshToken: pair.refreshToken };
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/refresh", body: refreshBody })).statusCode, 401);
  const types = (await eventsOf(deps, topics.auth, pair.user.id)).map(({ type }) => type);
  assert.deepEqual(types, ["UserCreated", "LoggedIn", "SessionRevoked"]);
});

test("unknown, wrong and disabled answer alike (PW-4)", async () => {
  const disabled = await invitedUser(auth, ["analyst"]);
  const target = `/api/users/${disabled.user.id}`;
  const { etag } = (await app.inject({ url: target, headers: auth.admin.headers })).headers;
  const headers = { ...auth.admin.headers, "if-match": String(etag) };
  await app.inject({ method: "PATCH", url: target, headers, body: { status: "disabled" } });
  const known = await signedUpUser(app);
  const answers = [
    await attempt({ email: `nobody-${randomUUID()}@x.example`, password: goodPassword }),
    await attempt({ email: known.user.email, password: "not the right one" }),
    await attempt({ email: disabled.user.email, password: goodPassword }),
  ];
  const shapes = answers.map((answer) => {
    const { requestId: _differs, ...body } = answer.json();
    return { status: answer.statusCode, body, type: answer.headers["content-type"] };
  });
  assert.equal(shapes[0]?.status, 401);
  assert.deepEqual(shapes[1], shapes[0]);
  assert.deepEqual(shapes[2], shapes[0]);
  const [refusal] = (await eventsOf(deps, topics.auth, disabled.user.id)).filter(({ type }) => type === "LogInRefused");
  assert.ok(refusal);
  assert.equal(eventCodecs.LogInRefused.decode(refusal.payload).reason, "disabled");
});

test("an account that does not exist is checked against a hash of the same cost, and never let in (PW-4)", async () => {
  const hasher = await createPasswordHasher({ memoryKib: 64, passes: 1 }, () => {});
  for (const password of ["a wrong password", "", goodPassword])
    assert.equal(await hasher.inTurn((check) => check(null), password, turn), false);
});

test("hashes are Argon2id with 19 MiB and two passes, and older ones are renewed at log-in (PW-1)", async (t) => {
  const strong = await startAuth(t, { ARGON2_MEMORY_KIB: "19456", ARGON2_PASSES: "2" });
  const row = () =>
    queryRow<{ password_hash: string }>(strong.deps, "SELECT password_hash FROM users WHERE email_key = $1", [
      strong.admin.email,
    ]);
  const parameters = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;
  assert.match((await row()).password_hash, parameters);
  const old = await hash(goodPassword, { memoryCost: 64, timeCost: 1, parallelism: 1 });
  const renew = "UPDATE users SET password_hash = $1 WHERE email_key = $2";
  await strong.deps.database.pool.query(renew, [old, strong.admin.email]);
  await logIn(strong.app, strong.admin.email, goodPassword);
  assert.match((await row()).password_hash, parameters);
  await logIn(strong.app, strong.admin.email, goodPassword);
});

test("more log-ins than the queue holds get 503 with Retry-After, and the rest are served (PW-1)", async () => {
  const hasher = await createPasswordHasher({ memoryKib: 64, passes: 1 }, () => {});
  const gate = Promise.withResolvers<void>();
  const asked = Array.from({ length: 80 }, () =>
    hasher
      .inTurn(async () => gate.promise, "x", turn)
      .then(
        () => "served",
        (error: { status: number; headers: Record<string, string> }) =>
          `${error.status} ${error.headers["retry-after"]}`,
      ),
  );
  gate.resolve();
  const outcomes = await Promise.all(asked);
  assert.equal(outcomes.filter((outcome) => outcome === "served").length, 66);
  assert.equal(outcomes.filter((outcome) => outcome === "503 2").length, 14);
});

test("guessing an account's password gets slower; others, and a known device, still get in (PW-3)", async () => {
  const victim = await signedUpUser(app);
  const bystander = await signedUpUser(app);
  const { email } = victim.user;
  const fromBrowser = await attempt({ email, password: goodPassword, session: "cookie" });
  const device = fromBrowser.cookies.find(({ name }) => name === "__Host-pms_device");
  assert.ok(device);
  const source = (n: number) => ({ "x-forwarded-for": `198.51.100.${n}` });
  const statuses: number[] = [];
  for (let i = 0; i < 7; i += 1)
    statuses.push((await attempt({ email, password: "wrong wrong wrong" }, source(i))).statusCode);
  assert.deepEqual(statuses.slice(0, 5), [401, 401, 401, 401, 401]);
  assert.equal(statuses[6], 429);
  const blocked = await attempt({ email, password: goodPassword }, source(9));
  assert.equal(blocked.statusCode, 429);
  assert.ok(Number(blocked.headers["retry-after"]) >= 1);
  await logIn(app, bystander.user.email, goodPassword);
  const cookie = `${device.name}=${device.value}`;
  assert.equal((await attempt({ email, password: goodPassword }, { ...source(9), cookie })).statusCode, 200);
  const forged = `${device.name}=${device.value.slice(0, -4)}AAAA`;
  assert.equal((await attempt({ email, password: goodPassword }, { ...source(9), cookie: forged })).statusCode, 429);
  const others = { ...source(9), cookie };
  assert.equal((await attempt({ email: bystander.user.email, password: goodPassword }, others)).statusCode, 200);
});

test("a device gives a few guesses, and none once the password was changed or a year has passed (PW-3)", async () => {
  const { user, accessToken } = await signedUpUser(app);
  const { email } = user;
  const deviceFrom = ({ cookies }: Awaited<ReturnType<typeof attempt>>) => {
    const { name, value } = cookies.find((cookie) => cookie.name === "__Host-pms_device") ?? assert.fail("no device");
    return { cookie: `${name}=${value}` };
  };
  const stolen = deviceFrom(await attempt({ email, password: goodPassword, session: "cookie" }));
  const newPassword = "amber trellis quickens 94";
  const body = { currentPassword: goodPassword, newPassword };
  const headers = { ...bearer(accessToken), ...stolen };
  const changed = await app.inject({ method: "POST", url: "/api/auth/password", headers, body });
  assert.equal(changed.statusCode, 204, changed.body);
  const own = deviceFrom(changed);
  const old = {
    cookie: `__Host-pms_device=${makeDevice(deps.keySecret, user.id, new Date(Date.now() - 366 * 86_400_000))}`,
  };
  for (let i = 0; i < 6; i += 1) await attempt({ email, password: "wrong wrong wrong" });
  assert.equal((await attempt({ email, password: newPassword }, stolen)).statusCode, 429);
  assert.equal((await attempt({ email, password: newPassword }, old)).statusCode, 429);
  const guesses = [];
  for (let i = 0; i < 7; i += 1)
    guesses.push((await attempt({ email, password: "wrong wrong wrong" }, own)).statusCode);
  assert.deepEqual([guesses[0], guesses.at(-1)], [401, 429], "a device has guesses of its own, and few");
});

test("whoever guesses at an account keeps its owner from changing the password no more than from signing in (PW-3)", async () => {
  const { user, accessToken } = await signedUpUser(app);
  for (let i = 0; i < 7; i += 1) await attempt({ email: user.email, password: "wrong wrong wrong" });
  const body = { currentPassword: goodPassword, newPassword: "amber trellis quickens 94" };
  const changed = await app.inject({ method: "POST", url: "/api/auth/password", headers: bearer(accessToken), body });
  assert.equal(changed.statusCode, 204, changed.body);
});

test("an account that does not exist is throttled as one that does (PW-4)", async () => {
  const email = `nobody-${randomUUID()}@x.example`;
  const statuses: number[] = [];
  for (let i = 0; i < 7; i += 1) statuses.push((await attempt({ email, password: "wrong wrong wrong" })).statusCode);
  assert.equal(statuses[6], 429);
});

test("many wrong passwords at once are not let through together (PW-3)", async () => {
  const victim = await signedUpUser(app);
  const wrong = { email: victim.user.email, password: "wrong wrong wrong" };
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => attempt(wrong, { "x-forwarded-for": "203.0.113.7" })),
  );
  const tried = answers.filter(({ statusCode }) => statusCode === 401).length;
  assert.ok(tried <= 7, `${tried} were tried`);
});

test("a source that guesses over many accounts is slowed down (PW-3)", async () => {
  const spray = (n: number) =>
    attempt(
      { email: `a${n}-${randomUUID()}@x.example`, password: "wrong wrong wrong" },
      { "x-forwarded-for": "203.0.113.9" },
    );
  const statuses: number[] = [];
  for (let i = 0; i < 53; i += 1) statuses.push((await spray(i)).statusCode);
  assert.ok(statuses.slice(0, 49).every((status) => status === 401));
  assert.ok(statuses.includes(429));
});

test("a spray from everywhere keeps out nobody who comes from a quiet network, and the spray is slowed down (PW-3)", async () => {
  const { user } = await signedUpUser(app);
  await deps.database.pool.query("DELETE FROM log_in_failures");
  const everyone = throttleOf({ emailKey: "x", source: "x", device: undefined }).counts.at(-1)?.key;
  const isMany = "INSERT INTO log_in_failures (key, failures, last_at) VALUES ($1, 5000, clock_timestamp())";
  await deps.database.pool.query(isMany, [everyone]);
  const guess = async (source: string) =>
    (
      await attempt(
        { email: `${randomUUID()}@x.example`, password: "wrong wrong wrong" },
        { "x-forwarded-for": source },
      )
    ).statusCode;
  const own = (source: string) => attempt({ email: user.email, password: goodPassword }, { "x-forwarded-for": source });
  assert.equal((await own("192.0.2.1")).statusCode, 200);
  const repeated = [];
  for (let n = 0; n < 6; n += 1) repeated.push(await guess("203.0.113.5"));
  assert.deepEqual(repeated.slice(2), [429, 429, 429, 429], "two guesses, then with all others");
  const around = [];
  for (let n = 0; n < 60; n += 1) around.push(await guess(`198.18.${n}.1`));
  assert.ok(around.filter((status) => status === 401).length <= 22, "many networks of one owner");
  assert.equal((await own("192.0.2.99")).statusCode, 200);
  await deps.database.pool.query("DELETE FROM log_in_failures");
});

test("the delay doubles to a limit, and refusals are forgotten in time: never a lock for good (PW-3)", async () => {
  const limit = { free: 5, delayMaxMs: 900_000 };
  assert.equal(delayMs(4, limit), 0);
  assert.equal(delayMs(5, limit), 1_000);
  assert.equal(delayMs(8, limit), 8_000);
  assert.equal(delayMs(5_000, limit), 900_000);
  const victim = await signedUpUser(app);
  for (let i = 0; i < 7; i += 1) await attempt({ email: victim.user.email, password: "wrong wrong wrong" });
  await deps.database.pool.query("UPDATE log_in_failures SET last_at = last_at - interval '1 hour'");
  await logIn(app, victim.user.email, goodPassword);
});

test("successes are not throttled", async () => {
  const { user } = await signedUpUser(app);
  for (let i = 0; i < 60; i += 1) await logIn(app, user.email, goodPassword);
});

test("of a log-in and a disabling at the same time no session survives", async () => {
  const staff = await invitedUser(auth, ["analyst"]);
  const url = `/api/users/${staff.user.id}`;
  const { etag } = (await app.inject({ url, headers: auth.admin.headers })).headers;
  const headers = { ...auth.admin.headers, "if-match": String(etag) };
  const credentials = { email: staff.user.email, password: goodPassword };
  const racing = Array.from({ length: 6 }, () => attempt(credentials));
  const disabling = app.inject({ method: "PATCH", url, headers, body: { status: "disabled" } });
  const answers = await Promise.all(racing);
  assert.equal((await disabling).statusCode, 200);
  for (const answer of answers.filter(({ statusCode }) => statusCode === 200)) {
    const me = await app.inject({ url: "/api/auth/me", headers: bearer(answer.json().accessToken) });
    assert.equal(me.statusCode, 401);
  }
});
