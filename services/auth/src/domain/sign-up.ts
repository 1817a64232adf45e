import { randomUUIDv7 } from "node:crypto";
import type { SignUp } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit";
import { ProblemError } from "@pms/kit/problem";
import type { UserRow } from "../store/tables.ts";
import { emailKeyOf, findUserByEmail, insertUser } from "../store/users.ts";
import { userCreated } from "./auth-events.ts";
import { commit, type Parts, record } from "./commit.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import { requireGoodPassword } from "./password-policy.ts";

/** A user with the lowest role, whatever else was sent (PW-5). 409 when the e-mail is taken, 400 for a weak password. */
export async function signUp(
  parts: Parts & { hasher: PasswordHasher },
  body: SignUp,
  context: AuditContext,
): Promise<UserRow> {
  const roles = ["patient" as const];
  requireGoodPassword(body.password, { ...body, roles });
  const emailKey = emailKeyOf(body.email);
  if (await findUserByEmail(parts.db, emailKey)) throw emailTaken();
  const passwordHash = await parts.hasher.hashForNewcomer(body.password);
  return commit(parts, async (tx) => {
    const user = await insertUser(tx, {
      id: randomUUIDv7(),
      email: body.email.trim(),
      email_key: emailKey,
      first_name: body.firstName,
      last_name: body.lastName,
      roles,
      all_facilities: false,
      facility_ids: [],
      patient_id: null,
      status: "active",
      password_hash: passwordHash,
    });
    if (!user) throw emailTaken();
    const facts = { action: "user.sign-up", resourceType: "user", resourceId: user.id };
    await record(tx, { ...context, actor: { id: user.id, sessionId: "" } }, facts, userCreated(user));
    return user;
  });
}

export function emailTaken(): ProblemError {
  return new ProblemError("already-exists", "There is a user with this e-mail.");
}
