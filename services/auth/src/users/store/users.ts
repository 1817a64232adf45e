import type { FacilityScope, Preferences, User } from "@pms/contracts/auth/users";
import { type Insertable, type RawBuilder, sql, type Updateable } from "kysely";
import type { Db, Tables, Tx, UserRow } from "../../store/tables.ts";

export function scopeOfUser(row: Pick<UserRow, "all_facilities" | "facility_ids">): FacilityScope {
  return row.all_facilities ? "all" : row.facility_ids;
}

export function userOf(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    roles: row.roles,
    facilities: scopeOfUser(row),
    ...(row.patient_id !== null && { patientId: row.patient_id }),
    status: row.status,
    hasPassword: row.password_hash !== null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
  };
}

export function findUserByEmail(db: Db, emailKey: string): Promise<UserRow | undefined> {
  return db.selectFrom("users").selectAll().where("email_key", "=", emailKey).executeTakeFirst();
}

export function findUser(db: Db, id: string): Promise<UserRow | undefined> {
  return db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
}

/**
 * Waits for whoever is changing the user: what follows in the transaction sees the last word on
 * roles and status.
 */
export function lockUser(tx: Tx, id: string): Promise<UserRow | undefined> {
  return tx.selectFrom("users").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst();
}

/** Undefined when the e-mail is taken. */
export function insertUser(tx: Tx, user: Insertable<Tables["users"]>): Promise<UserRow | undefined> {
  return tx
    .insertInto("users")
    .values(user)
    .onConflict((conflict) => conflict.column("email_key").doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Writes fields that callers see, as a new version. */
export function updateUser(tx: Tx, id: string, change: Updateable<Tables["users"]>): Promise<UserRow> {
  return tx
    .updateTable("users")
    .set((row) => ({ ...change, version: row("version", "+", 1) }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The same password, hashed anew. */
export async function updatePasswordHash(tx: Tx, id: string, passwordHash: string): Promise<void> {
  await tx.updateTable("users").set({ password_hash: passwordHash }).where("id", "=", id).execute();
}

/** Another password: devices that are known from before are not any more. */
export async function updatePassword(tx: Tx, id: string, passwordHash: string, now: Date): Promise<void> {
  const change = { password_hash: passwordHash, devices_known_since: now };
  await tx.updateTable("users").set(change).where("id", "=", id).execute();
}

/** The users all of whose facilities are in the scope; those of none are in "all" alone (AZ-3). */
export function within(scope: FacilityScope): RawBuilder<boolean> {
  if (scope === "all") return sql<boolean>`true`;
  return sql<boolean>`(NOT all_facilities AND facility_ids <> '{}' AND facility_ids <@ ${scope}::uuid[])`;
}

/** Oldest first, by id. */
export function listUsers(
  db: Db,
  scope: FacilityScope,
  page: { after: string | undefined; limit: number },
): Promise<UserRow[]> {
  let query = db.selectFrom("users").selectAll().where(within(scope)).orderBy("id").limit(page.limit);
  if (page.after !== undefined) query = query.where("id", ">", page.after);
  return query.execute();
}

/** Those of these ids that there are. */
export function listUsersById(db: Db, ids: readonly string[]): Promise<UserRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom("users").selectAll().where("id", "in", ids).execute();
}

/**
 * Who works at a facility of the scope, or at all of them; nobody who is a patient alone. Oldest
 * first, by id.
 */
export function listStaff(
  db: Db,
  scope: FacilityScope,
  page: { after: string | undefined; limit: number },
): Promise<UserRow[]> {
  const there =
    scope === "all" ? sql<boolean>`true` : sql<boolean>`(all_facilities OR facility_ids && ${scope}::uuid[])`;
  let query = db.selectFrom("users").selectAll().where(there).where(sql<boolean>`NOT roles <@ '{patient}'`);
  if (page.after !== undefined) query = query.where("id", ">", page.after);
  return query.orderBy("id").limit(page.limit).execute();
}

/** Of these users, those who are staff, or were. */
export function listStaffByIds(
  db: Db,
  ids: readonly string[],
): Promise<Pick<UserRow, "id" | "first_name" | "last_name">[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db
    .selectFrom("users")
    .select(["id", "first_name", "last_name"])
    .where("id", "in", [...ids])
    .where(sql<boolean>`NOT roles <@ '{patient}'`)
    .execute();
}

export async function countUsers(db: Db, scope: FacilityScope): Promise<number> {
  const { count } = await db
    .selectFrom("users")
    .where(within(scope))
    .select((row) => row.fn.countAll<bigint>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function updatePreferences(db: Db, id: string, preferences: Preferences): Promise<void> {
  await db
    .updateTable("users")
    .set({ preferences: JSON.stringify(preferences) })
    .where("id", "=", id)
    .execute();
}

/** Whose own record one of these is. */
export function listUsersOfPatients(
  db: Db,
  patientIds: readonly string[],
): Promise<Pick<UserRow, "id" | "patient_id">[]> {
  if (patientIds.length === 0) return Promise.resolve([]);
  return db
    .selectFrom("users")
    .select(["id", "patient_id"])
    .where("patient_id", "in", [...patientIds])
    .execute();
}
