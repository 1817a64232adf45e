import { randomUUIDv7 } from "node:crypto";
import { commit } from "@pms/kit/events/commit";
import { ConfigError } from "@pms/kit/process/config";
import { userCreated } from "../acts/auth-events.ts";
import { record } from "../acts/commit.ts";
import type { Deps } from "../deps.ts";
import { countFacilities, insertFacility, listFacilityNames } from "../facilities/store/facilities.ts";
import { weaknessOf } from "../factors/password-policy.ts";
import { emailKeyOf } from "../users/email.ts";
import { insertUser } from "../users/store/users.ts";
import { hasAdministrator, takeTurnsToSeed } from "./store/administrators.ts";

type SeedDeps = Pick<Deps, "database" | "db" | "hasher">;
export type FirstAdministrator = { email: string | undefined; password: string | undefined };

/**
 * What a new system starts with: one facility, and the administrator whom the configuration names
 * while there is none. Whoever has signed up does not become one by having their e-mail named.
 */
export async function seed(deps: SeedDeps, admin: FirstAdministrator): Promise<void> {
  const passwordHash = await hashFirstPassword(deps, admin);
  await commit({ database: deps.database }, async (tx) => {
    await takeTurnsToSeed(tx);
    if ((await countFacilities(tx)) === 0)
      await insertFacility(tx, {
        id: randomUUIDv7(),
        name: "Main clinic",
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        is_default: true,
      });
    if (!admin.email || passwordHash === undefined || (await hasAdministrator(tx))) return;
    const user = await insertUser(tx, {
      id: randomUUIDv7(),
      email: admin.email,
      email_key: emailKeyOf(admin.email),
      first_name: "First",
      last_name: "Administrator",
      roles: ["admin"],
      all_facilities: true,
      facility_ids: [],
      patient_id: null,
      status: "active",
      password_hash: passwordHash,
    });
    if (!user)
      throw new ConfigError("ADMIN_EMAIL belongs to somebody who has signed up: name another for the administrator");
    const context = { actor: { id: "service:auth", sessionId: "" }, requestId: "start", sourceAddress: "" };
    await record(tx, context, { action: "user.create", resourceType: "user", resourceId: user.id }, userCreated(user));
  });
}

/**
 * Undefined when there is nothing to do. What cannot make an administrator stops the start, rather
 * than be passed over.
 */
async function hashFirstPassword(
  { db, hasher }: SeedDeps,
  { email, password }: FirstAdministrator,
): Promise<string | undefined> {
  if ((!email && !password) || (await hasAdministrator(db))) return undefined;
  if (!email) throw new ConfigError("ADMIN_PASSWORD is set and ADMIN_EMAIL is not: the first administrator needs both");
  if (!password)
    throw new ConfigError("ADMIN_EMAIL is set and ADMIN_PASSWORD is not: the first administrator needs both");
  const organisation = await listFacilityNames(db);
  const reason = weaknessOf(password, { email, firstName: "", lastName: "", roles: ["admin"], organisation });
  // By the name under which whoever starts the system has set it, and by the service's own.
  if (reason) throw new ConfigError(`PMS_ADMIN_PASSWORD ${reason} (the service has it as ADMIN_PASSWORD)`);
  return hasher.hash(password, { lane: "staff", caller: "first administrator" });
}
