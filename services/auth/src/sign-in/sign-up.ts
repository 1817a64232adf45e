import { randomUUIDv7 } from "node:crypto";
import type { SignUp } from "@pms/contracts/auth/sign-in";
import type { Caller } from "@pms/kit/audit/caller";
import { etagOf } from "@pms/kit/http/conditional";
import { type Answer, findAnswer, type IdempotentRequest, onceByKey } from "@pms/kit/http/idempotency";
import { userCreated } from "../acts/auth-events.ts";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import type { Deps } from "../deps.ts";
import { listFacilityNames } from "../facilities/store/facilities.ts";
import { requireGoodPassword } from "../factors/password-policy.ts";
import { turnOfStranger } from "../factors/password-turn.ts";
import type { Tx } from "../store/tables.ts";
import { emailKeyOf, emailTaken } from "../users/email.ts";
import { findUserByEmail, insertUser, userOf } from "../users/store/users.ts";

/**
 * A user with the lowest role, whatever else was sent (PW-5), once per key (REL-4). 409 when the
 * e-mail is taken, 400 for a weak password.
 */
export async function signUp(
  deps: CommitDeps & Pick<Deps, "hasher">,
  caller: Caller,
  { person, key }: { person: SignUp; key: IdempotentRequest | undefined },
): Promise<Answer & { replayed: boolean }> {
  const roles = ["patient" as const];
  requireGoodPassword(person.password, { ...person, roles, organisation: await listFacilityNames(deps.db) });
  const emailKey = emailKeyOf(person.email);
  const earlier = key && (await findAnswer(deps.db, key));
  if (earlier) return { ...earlier, replayed: true };
  if (await findUserByEmail(deps.db, emailKey)) throw emailTaken();
  const turn = turnOfStranger("newcomers", caller.audit.sourceAddress);
  const passwordHash = await deps.hasher.hash(person.password, turn);
  const create = async (tx: Tx): Promise<Answer> => {
    const user = await insertUser(tx, {
      id: randomUUIDv7(),
      email: person.email,
      email_key: emailKey,
      first_name: person.firstName,
      last_name: person.lastName,
      roles,
      all_facilities: false,
      facility_ids: [],
      patient_id: null,
      status: "active",
      password_hash: passwordHash,
    });
    if (!user) throw emailTaken();
    const facts = { action: "user.sign-up", resourceType: "user", resourceId: user.id };
    await record(tx, { ...caller.audit, actor: { id: user.id, sessionId: "" } }, facts, userCreated(user));
    const headers = { location: `/api/users/${user.id}`, etag: etagOf(user.version) };
    return { status: 201, body: userOf(user), headers };
  };
  return commit(deps, (tx) => onceByKey(tx, key, () => create(tx)));
}
