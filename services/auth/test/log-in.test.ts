import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { bearer, goodPassword, logIn, startAuth } from "./auth-service.ts";

test("sign up, log in, me, log out: the token is dead on the very next request (TOK-3)", async (t) => {
  const { app } = await startAuth(t);
  const email = `Nia.${randomUUID()}@Mail.example`;
  const body = { email, password: goodPassword, firstName: "Nia", lastName: "O'Dell" };
  const signedUp = await app.inject({ method: "POST", url: "/api/auth/signup", body });
  assert.equal(signedUp.statusCode, 201, signedUp.body);
  assert.deepEqual(signedUp.json().roles, ["patient"]);

  const pair = await logIn(app, email.toLowerCase(), goodPassword);
  const headers = bearer(pair.accessToken);
  const me = await app.inject({ url: "/api/auth/me", headers });
  assert.equal(me.statusCode, 200, me.body);
  assert.equal(me.json().user.email, email);
  assert.ok(me.json().permissions.includes("patient:register-self"));
  assert.ok(me.json().defaultFacilityId);

  const out = await app.inject({ method: "POST", url: "/api/auth/logout", headers });
  assert.equal(out.statusCode, 204);
  assert.equal((await app.inject({ url: "/api/auth/me", headers })).statusCode, 401);
  const refreshed = await app.inject({
    method: "POST",
    url: "/api/auth/refresh",
    body: { refreshToken: pair.refreshToken },
  });
  assert.equal(refreshed.statusCode, 401);
});
