/** Patients as the directory keeps them, and what has changed since it looked last. */
import { type Fragment, type Queryable, run, sql, statement } from "@pms/kit/db/statement";

/** What is searched of a patient. */
export type ListedPatient = {
  id: string;
  mrn: string;
  status: string;
  facility_id: string;
  /** Days since 1970. */
  birth_day: number | null;
  name_words: string[];
  sort_name: string;
  /** Keys of all phone numbers. */
  phones: string[];
  /** Of all addresses, of today and of before. */
  streets: string[];
  changed_in: string;
};

const listedColumns: Fragment = sql`p.id, p.mrn, p.status, p.facility_id, p.date_of_birth - '1970-01-01'::date AS birth_day,
  p.name_words, p.sort_name, array_remove(p.phone_digits || coalesce(p.other_phones, '{}'), NULL) AS phones,
  array_remove(ARRAY[p.document -> 'address' ->> 'street'] ||
    CASE WHEN p.document -> 'addresses' IS NOT NULL
      THEN ARRAY(SELECT a ->> 'street' FROM json_array_elements(p.document -> 'addresses') a) END, NULL) AS streets,
  p.changed_in::text`;

/** What is committed at this moment: `changedSince` finds whatever is committed later. */
export async function currentSnapshot(on: Queryable): Promise<string> {
  const [row] = await run<{ snapshot: string }>(
    on,
    statement("current-snapshot")`SELECT pg_current_snapshot()::text AS snapshot`,
  );
  return row?.snapshot ?? "";
}

/**
 * Whether anything is committed that is not visible in the snapshot, and what is committed now: one
 * cheap look for each search, where `changedSince` reads.
 */
export async function lookForChanges(on: Queryable, since: string): Promise<{ snapshot: string; isChanged: boolean }> {
  const [row] = await run<{ snapshot: string; changed: boolean }>(
    on,
    statement("look-for-changes")`SELECT pg_current_snapshot()::text AS snapshot, EXISTS (
       SELECT FROM patients p WHERE ${sinceSnapshot(since)}
     ) AS changed`,
  );
  return { snapshot: row?.snapshot ?? since, isChanged: row?.changed ?? true };
}

const sinceSnapshot = (since: string): Fragment => sql`p.changed_in >= pg_snapshot_xmin(${since}::pg_snapshot)
  AND p.changed_in < pg_snapshot_xmax(pg_current_snapshot()) AND NOT pg_visible_in_snapshot(p.changed_in, ${since}::pg_snapshot)`;

/** How many there are, as the planner has it. */
export async function estimatePatients(on: Queryable): Promise<number> {
  const [row] = await run<{ count: number }>(
    on,
    statement("estimate-patients")`SELECT greatest(reltuples, 0)::float8 AS count FROM pg_class
     WHERE oid = 'patients'::regclass`,
  );
  return row?.count ?? 0;
}

/** The next patients by id, of all facilities: whoever searches is shown those within reach alone. */
export function readListed(on: Queryable, after: string, limit: number): Promise<ListedPatient[]> {
  return run(
    on,
    statement(
      "read-listed",
    )`SELECT ${listedColumns} FROM patients p WHERE p.id > ${after} ORDER BY p.id LIMIT ${limit}`,
  );
}

export type Changes = { snapshot: string; rows: ListedPatient[] };
/** Where the page of changes before ended. */
export type ChangesAfter = { changedIn: string; id: string };

/**
 * Patients committed since the snapshot, of which the first page says its own. A row from a later
 * transaction than there has been yet was restored from another server, and is known from the
 * start.
 */
export async function changedSince(
  on: Queryable,
  since: string,
  after: ChangesAfter | undefined,
  limit: number,
): Promise<Changes> {
  const place = after ? sql`AND (p.changed_in, p.id) > (${after.changedIn}::xid8, ${after.id}::uuid)` : sql``;
  const rows = await run<{ snapshot: string } & (ListedPatient | { id: null })>(
    on,
    statement("changed-since")`SELECT s.snapshot, c.* FROM (SELECT pg_current_snapshot()::text AS snapshot) s
     LEFT JOIN LATERAL (
       SELECT ${listedColumns} FROM patients p
       WHERE ${sinceSnapshot(since)} ${place}
       ORDER BY p.changed_in, p.id LIMIT ${limit}
     ) c ON TRUE`,
  );
  const changed = rows.filter((row): row is { snapshot: string } & ListedPatient => row.id !== null);
  return { snapshot: rows[0]?.snapshot ?? since, rows: changed };
}
