import assert from "node:assert/strict";
import { hash, randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { topics } from "@pms/contracts/events/events";
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

const signUp = (body: object) => app.inject({ method: "POST", url: "/api/auth/signup", body });
const someone = (fields: object = {}) => ({
  email: `u-${randomUUID()}@mail.example`,
  password: goodPassword,
  firstName: "Ada",
  lastName: "O'Connor-Ñandú",
  ...fields,
});

test("sign-up answers 201 with the lowest role, and leaves an event and an audit row (PW-5, AUD-1)", async () => {
  const answer = await signUp(someone());
  assert.equal(answer.statusCode, 201, answer.body);
  const user = answer.json();
  assert.deepEqual(user.roles, ["patient"]);
  assert.deepEqual(user.facilities, []);
  assert.equal(user.status, "active");
  const published = await eventsOf(deps, topics.auth, user.id);
  assert.deepEqual(
    published.map(({ type }) => type),
    ["UserCreated"],
  );
  const audited = await eventsOf(deps, topics.audit, user.id);
  assert.equal(audited.length, 1);
});

test("a role, an id or a version in the sign-up is refused and gains nothing (PW-5, AZ-4)", async () => {
  for (const extra of [
    { role: "admin" },
    { roles: ["admin"] },
    { id: randomUUID() },
    { version: 9 },
    { facilities: "all" },
  ]) {
    const body = someone(extra);
    const answer = await signUp(body);
    assert.equal(answer.statusCode, 400, JSON.stringify(extra));
    assert.equal(answer.json().errors[0].pointer, `/${Object.keys(extra)[0]}`);
    const login = { email: body.email, password: body.password };
    assert.equal((await app.inject({ method: "POST", url: "/api/auth/login", body: login })).statusCode, 401);
  }
  const polluted = JSON.stringify(someone()).replace("{", '{"__proto__":{"roles":["admin"]},');
  const headers = { "content-type": "application/json" };
  const answer = await app.inject({ method: "POST", url: "/api/auth/signup", headers, payload: polluted });
  assert.equal(answer.statusCode, 400);
});

test("a taken e-mail is 409, however it is written, and of two at once one wins", async () => {
  const body = someone();
  assert.equal((await signUp(body)).statusCode, 201);
  assert.equal((await signUp({ ...body, email: body.email.toUpperCase() })).statusCode, 409);
  const contested = someone();
  const answers = await Promise.all([signUp(contested), signUp(contested), signUp(contested)]);
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 409, 409]);
});

test("a sign-up whose answer was lost is answered again by its key, which keeps nothing of the password (REL-4)", async () => {
  const body = someone();
  const send = (fields: object = {}, key = `key-${body.email}`) =>
    app.inject({
      method: "POST",
      url: "/api/auth/signup",
      headers: { "idempotency-key": key },
      body: { ...body, ...fields },
    });
  const first = await send();
  assert.equal(first.statusCode, 201, first.body);
  assert.equal(first.headers.location, `/api/users/${first.json().id}`);
  const again = await send();
  assert.equal(again.statusCode, 201, again.body);
  assert.equal(again.headers["idempotency-replayed"], "true");
  assert.deepEqual(again.json(), first.json());
  assert.equal((await send({ lastName: "Other" })).statusCode, 422);
  assert.equal((await send({}, randomUUID())).statusCode, 409);
  // The key belongs to the e-mail: another person who comes with the same is not answered for this
  // one.
  const other = await send({ email: `u-${randomUUID()}@mail.example` });
  assert.notEqual(other.json().id, first.json().id);
  const { fingerprint } = await queryRow<{ fingerprint: Buffer }>(
    deps,
    "SELECT fingerprint FROM idempotency_keys ORDER BY created_at LIMIT 1",
    [],
  );
  // A fast hash of a password could be guessed at.
  for (const guess of [body, { ...body, password: undefined }])
    assert.equal(fingerprint.equals(hash("sha256", JSON.stringify(guess), "buffer")), guess.password === undefined);
});

test("a weak password is 400 with the reason and without the password (PW-2)", async () => {
  const weak: [string, RegExp][] = [
    ["short", /at least 12/],
    ["elevenchars", /at least 12/],
    ["password1234", /common/],
    ["P@ssw0rd2024!", /common/],
    ["qwertyuiop123", /common/],
    ["1qaz2wsx3edc4rfv", /common/],
    ["aaaaaaaaaaaaaa", /common/],
    ["abcabcabcabcabc", /common/],
    ["123456789012", /common/],
    ["Sunshine!!2025", /common/],
    ["correcthorsebatterystaple", /common/],
    ["patientclinic1", /common|name/],
    ["AdaLovelace1815", /your name or your e-mail$/],
    ["shortpassword12", /words that anyone would try here, such as .*password/],
    ["AdaHospitalManagement", /words that anyone would try here/],
  ];
  for (const [password, reason] of weak) {
    const answer = await signUp(someone({ password, lastName: "Lovelace" }));
    assert.equal(answer.statusCode, 400, password);
    assert.equal(answer.json().errors[0].pointer, "/password");
    assert.match(answer.json().errors[0].detail, reason, password);
    assert.ok(!answer.body.includes(password));
  }
  assert.equal((await signUp(someone({ password: `${goodPassword}${"x".repeat(300)}` }))).statusCode, 400);
});

test("any Unicode makes a password, composed either way, without rules on its composition (PW-2)", async () => {
  const body = someone({ password: "caf\u00e9 zwölf möwen" });
  assert.equal((await signUp(body)).statusCode, 201);
  await logIn(app, body.email, "cafe\u0301 zwo\u0308lf mo\u0308wen");
  for (const password of ["длинныйпарольнавсегда", "alllowercaseletters fine", "🦔🦉🐢🦀🐝🦕🐙🐌🦔🦉🐢🐝"])
    assert.equal((await signUp(someone({ password }))).statusCode, 201, password);
});

test("an empty name, a broken e-mail and a broken body are 400 that say where", async () => {
  assert.equal((await signUp(someone({ firstName: " " }))).json().errors[0].pointer, "/firstName");
  assert.equal((await signUp(someone({ email: "nobody" }))).json().errors[0].pointer, "/email");
  const headers = { "content-type": "application/json" };
  const broken = await app.inject({ method: "POST", url: "/api/auth/signup", headers, payload: '{"email":"a@b.c",}' });
  assert.equal(broken.statusCode, 400);
  assert.match(broken.json().detail, /line 1/);
  const huge = await signUp(someone({ firstName: "x".repeat(70_000) }));
  assert.equal(huge.statusCode, 413);
});

test("staff come by invitation and need fifteen characters (PW-2, PW-5)", async () => {
  const body = {
    email: `s-${randomUUID()}@x.example`,
    firstName: "Sam",
    lastName: "Keel",
    roles: ["clinician"],
    facilities: "all",
  };
  const invited = await app.inject({
    method: "POST",
    url: "/api/users/invitations",
    headers: auth.admin.headers,
    body,
  });
  assert.equal(invited.statusCode, 201, invited.body);
  const { token, user } = invited.json();
  assert.equal(user.status, "invited");
  const accept = (password: string, given = token) =>
    app.inject({ method: "POST", url: "/api/auth/invitations/accept", body: { token: given, password } });
  const short = await accept("fourteen chars");
  assert.equal(short.statusCode, 400);
  assert.match(short.json().errors[0].detail, /15/);
  assert.equal((await accept(goodPassword, "pmsi_nonsense")).statusCode, 400);
  assert.equal((await accept(goodPassword, "nonsense")).statusCode, 400);
  const accepted = await accept(goodPassword);
  assert.equal(accepted.statusCode, 200, accepted.body);
  assert.equal(accepted.json().status, "active");
  assert.equal((await accept(goodPassword)).statusCode, 400, "a token is good once");
  await logIn(app, body.email, goodPassword);
});

test("inviting again replaces the link; inviting someone who is active is 409; an expired link is 400", async () => {
  const body = {
    email: `s-${randomUUID()}@x.example`,
    firstName: "Sam",
    lastName: "Keel",
    roles: ["biller"],
    facilities: "all",
  };
  const invite = () => app.inject({ method: "POST", url: "/api/users", headers: auth.admin.headers, body });
  const accept = (token: string) =>
    app.inject({ method: "POST", url: "/api/auth/invitations/accept", body: { token, password: goodPassword } });
  const first = (await invite()).json();
  const second = (await invite()).json();
  assert.equal(first.user.id, second.user.id);
  assert.equal((await accept(first.token)).statusCode, 400);
  await deps.database.pool.query("UPDATE invitations SET expires_at = now() WHERE user_id = $1", [first.user.id]);
  assert.equal((await accept(second.token)).statusCode, 400);
  const third = (await invite()).json();
  assert.equal((await accept(third.token)).statusCode, 200);
  assert.equal((await invite()).statusCode, 409);
});

test("who has signed up gets no staff roles by an administrator's word (PW-2, PW-5)", async () => {
  const { user } = await signedUpUser(app);
  const patch = (body: object, id = user.id, version = user.version) =>
    app.inject({
      method: "PATCH",
      url: `/api/users/${id}`,
      headers: { ...auth.admin.headers, "if-match": `"v${version}"` },
      body,
    });
  for (const roles of [["clinician"], ["front-desk", "analyst"]]) {
    const answer = await patch({ roles });
    assert.equal(answer.statusCode, 422, answer.body);
    assert.match(answer.json().detail, /Invite/);
  }
  const staff = await invitedUser(auth, ["front-desk"]);
  const demoted = await patch({ roles: ["patient"] }, staff.user.id, staff.user.version);
  assert.equal(demoted.statusCode, 200);
  assert.equal((await patch({ roles: ["front-desk"] }, staff.user.id, demoted.json().version)).statusCode, 422);
});

test("an invitation takes an account that somebody signed up with from them, once accepted (PW-2, PW-5, TOK-5, AZ-3)", async () => {
  const squatter = await signedUpUser(app);
  const { email, id } = squatter.user;
  const body = { email, firstName: "Sam", lastName: "Keel", roles: ["clinician"], facilities: "all" };
  const invite = (fields: object = {}) =>
    app.inject({ method: "POST", url: "/api/users", headers: auth.admin.headers, body: { ...body, ...fields } });
  const accept = (token: string, password: string) =>
    app.inject({ method: "POST", url: "/api/auth/invitations/accept", body: { token, password } });
  assert.equal((await invite({ roles: ["patient"] })).statusCode, 409, "there is nothing to add");

  const invited = await invite();
  assert.equal(invited.statusCode, 201, invited.body);
  const { token, user } = invited.json();
  assert.equal(user.id, id);
  assert.deepEqual(user.roles, ["patient"], "nothing is given before it is accepted");
  const me = (accessToken: string) => app.inject({ url: "/api/auth/me", headers: bearer(accessToken) });
  assert.deepEqual((await me(squatter.accessToken)).json().user.roles, ["patient"]);
  assert.deepEqual((await logIn(app, email, goodPassword)).user.id, id);

  assert.match((await accept(token, "fourteen chars")).json().errors[0].detail, /15/);
  const ownPassword = "harbour thimble forty ravens";
  const accepted = await accept(token, ownPassword);
  assert.equal(accepted.statusCode, 200, accepted.body);
  assert.deepEqual(accepted.json().roles, ["clinician"], "an account for work, no longer a patient's (AZ-3)");
  assert.equal(accepted.json().lastName, "Keel");
  assert.equal(accepted.json().facilities, "all");
  assert.equal((await me(squatter.accessToken)).statusCode, 401);
  const refresh = { refreshToken: squatter.refreshToken };
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/refresh", body: refresh })).statusCode, 401);
  await assert.rejects(logIn(app, email, goodPassword), /401/);
  await logIn(app, email, ownPassword);
  assert.equal((await accept(token, ownPassword)).statusCode, 400, "a token is good once");
  assert.equal((await invite()).statusCode, 409, "now it is somebody of the staff");
});

test("disabling an account ends the invitation to it; a new one opens it again (PW-5)", async () => {
  const { user } = await signedUpUser(app);
  const body = { email: user.email, firstName: "S", lastName: "K", roles: ["biller"], facilities: "all" };
  const invite = async () =>
    (await app.inject({ method: "POST", url: "/api/users", headers: auth.admin.headers, body })).json().token;
  const accept = async (token: string) =>
    (await app.inject({ method: "POST", url: "/api/auth/invitations/accept", body: { token, password: goodPassword } }))
      .statusCode;
  const first = await invite();
  const headers = { ...auth.admin.headers, "if-match": '"v1"' };
  const disabling = { method: "PATCH" as const, url: `/api/users/${user.id}`, headers, body: { status: "disabled" } };
  assert.equal((await app.inject(disabling)).statusCode, 200);
  assert.equal(await accept(first), 400);
  assert.equal(await accept(await invite()), 200);
  await logIn(app, user.email, goodPassword);
});

test("only those who manage users may invite", async () => {
  const clerk = await invitedUser(auth, ["front-desk"]);
  const body = { email: "x@y.example", firstName: "A", lastName: "B", roles: ["admin"], facilities: "all" };
  for (const url of ["/api/users/invitations", "/api/users"]) {
    const headers = { authorization: `Bearer ${clerk.accessToken}` };
    assert.equal((await app.inject({ method: "POST", url, headers, body })).statusCode, 403);
    assert.equal((await app.inject({ method: "POST", url, body })).statusCode, 401);
  }
});
