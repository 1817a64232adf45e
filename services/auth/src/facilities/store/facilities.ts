import type { Facility } from "@pms/contracts/auth/facilities";
import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { type Insertable, sql, type Updateable } from "kysely";
import type { Db, FacilityRow, Tables, Tx, UserRow } from "../../store/tables.ts";

export function facilityOf(row: FacilityRow): Facility {
  const { id, name, time_zone, active, address_lines, phone_number, version } = row;
  const phone = phone_number === null ? {} : { phoneNumber: phone_number };
  return { id, name, timeZone: time_zone, active, addressLines: address_lines, ...phone, version };
}

export function listFacilities(db: Db, page?: { after: string | undefined; limit: number }): Promise<FacilityRow[]> {
  let query = db.selectFrom("facilities").selectAll().orderBy("id");
  if (page?.after !== undefined) query = query.where("id", ">", page.after);
  if (page) query = query.limit(page.limit);
  return query.execute();
}

export async function countFacilities(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom("facilities")
    .select((row) => row.fn.countAll<bigint>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export function findFacility(db: Db, id: string): Promise<FacilityRow | undefined> {
  return db.selectFrom("facilities").selectAll().where("id", "=", id).executeTakeFirst();
}

/**
 * The active facilities of a user, the one for new records first; the default one of who is a
 * patient alone.
 */
export async function listFacilitiesOfUser(
  db: Db,
  user: Pick<UserRow, "roles" | "all_facilities" | "facility_ids">,
): Promise<FacilityRow[]> {
  const patientOnly = seesOwnRecordOnly(user.roles) && user.facility_ids.length === 0;
  return db
    .selectFrom("facilities")
    .selectAll()
    .where("active", "=", true)
    .where(
      // In parentheses of its own: Kysely puts none around it, and OR binds weaker than the AND
      // before it.
      sql<boolean>`(${user.all_facilities} OR id = ANY (${user.facility_ids}::uuid[]) OR (${patientOnly} AND is_default))`,
    )
    .orderBy("is_default", "desc")
    .orderBy("id")
    .execute();
}

/** Undefined when the name is taken. */
export function insertFacility(tx: Tx, facility: Insertable<Tables["facilities"]>): Promise<FacilityRow | undefined> {
  return tx
    .insertInto("facilities")
    .values(facility)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function lockFacility(tx: Tx, id: string): Promise<FacilityRow | undefined> {
  return tx.selectFrom("facilities").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

export function updateFacility(tx: Tx, id: string, change: Updateable<Tables["facilities"]>): Promise<FacilityRow> {
  return tx
    .updateTable("facilities")
    .set((row) => ({ ...change, version: row("version", "+", 1) }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Of the longest-standing thousand, in any order. */
export async function listFacilityNames(db: Db): Promise<string[]> {
  const rows = await db.selectFrom("facilities").select("name").orderBy("id").limit(1_000).execute();
  return rows.map(({ name }) => name);
}
