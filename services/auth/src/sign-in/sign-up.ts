import { randomUUIDv7 } from "node:crypto";
import type { SignUp } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit/audit";
import { etagOf } from "@pms/kit/http/conditional";
import { type Answer, findAnswer, type IdempotentRequest, onceByKey } from "@pms/kit/http/idempotency";
import { ProblemError } from "@pms/kit/http/problem";
import { listFacilityNames } from "../facilities/store/facilities.ts";
import type { PasswordHasher } from "../factors/password-hasher.ts";
import { requireGoodPassword } from "../factors/password-policy.ts";
import { turnOfStranger } from "../factors/password-turn.ts";
import type { Tx } from "../store/tables.ts";
import { userCreated } from "../users/auth-events.ts";
import { commit, type Parts, record } from "../users/commit.ts";
import { emailKeyOf, findUserByEmail, insertUser, userOf } from "../users/store/users.ts";

/**
 * A user with the lowest role, whatever else was sent (PW-5), once per key (REL-4). 409 when the e-mail is taken, 400 for a weak
 * password.
 */
export async function signUp(
  parts: Parts & { hasher: PasswordHasher },
  body: SignUp,
  key: IdempotentRequest | undefined,
  context: AuditContext,
): Promise<Answer & { replayed: boolean }> {
  const roles = ["patient" as const];
  requireGoodPassword(body.password, { ...body, roles, organisation: await listFacilityNames(parts.db) });
  const emailKey = emailKeyOf(body.email);
  const earlier = key && (await findAnswer(parts.db, key));
  if (earlier) return { ...earlier, replayed: true };
  if (await findUserByEmail(parts.db, emailKey)) throw emailTaken();
  const passwordHash = await parts.hasher.hash(body.password, turnOfStranger("newcomers", context.sourceAddress));
  const create = async (tx: Tx): Promise<Answer> => {
    const user = await insertUser(tx, {
      id: randomUUIDv7(),
      email: body.email,
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
    return {
      status: 201,
      body: userOf(user),
      headers: { location: `/api/users/${user.id}`, etag: etagOf(user.version) },
    };
  };
  return commit(parts, (tx) => onceByKey(tx, key, () => create(tx)));
}

export function emailTaken(): ProblemError {
  return new ProblemError("already-exists", "There is a user with this e-mail.");
}
