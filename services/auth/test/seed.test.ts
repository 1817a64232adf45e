import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, test } from "node:test";
import { seed } from "../src/administration/seed.ts";
import { logIn, adminPassword as password, signedUpUser, startAuth } from "./auth-service.ts";

/** A system where somebody has signed up and nobody is an administrator yet. */
async function withoutAdministrator(t: TestContext) {
  const { app, deps } = await startAuth(t);
  const { user } = await signedUpUser(app);
  await deps.database.pool.query("DELETE FROM users WHERE id <> $1", [user.id]);
  return {
    app,
    user,
    seedWith: (email?: string, word?: string) => seed(deps, { email, password: word }),
  };
}

test("the administrator named after somebody has signed up is made all the same", async (t) => {
  const { app, seedWith } = await withoutAdministrator(t);
  const email = `admin-${randomUUID()}@clinic.example`;
  await seedWith(email, password);
  const { accessToken } = await logIn(app, email, password);
  const headers = { authorization: `Bearer ${accessToken}` };
  assert.equal((await app.inject({ url: "/api/users", headers })).statusCode, 200);
  await seedWith(`other-${email}`, password);
  await assert.rejects(logIn(app, `other-${email}`, password), /401/, "the first stays the only one");
});

test("half an administrator, or one with the e-mail of a sign-up, stops the start and gains nobody a role", async (t) => {
  const { app, user, seedWith } = await withoutAdministrator(t);
  await seedWith();
  await assert.rejects(seedWith("admin@clinic.example"), /ADMIN_PASSWORD is not/);
  await assert.rejects(seedWith("admin@clinic.example", "short"), /PMS_ADMIN_PASSWORD must have at least 15/);
  await assert.rejects(seedWith("admin@clinic.example", "Password12345678"), /PMS_ADMIN_PASSWORD is too common/);
  await assert.rejects(seedWith(undefined, password), /ADMIN_EMAIL is not/);
  await assert.rejects(seedWith(user.email.toUpperCase(), password), /belongs to somebody who has signed up/);
  await assert.rejects(logIn(app, user.email, password), /401/);
});
