import type { patientSorts } from "@pms/contracts/patients/search";
import { constant, type Fragment, type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import { documentColumns, type PatientDocument, type PatientRow } from "../../record/store/patient-rows.ts";
import { inScope, scopeForm } from "../../record/store/scope.ts";

export type ListedPatient = PatientDocument & Pick<PatientRow, "id" | "facility_id">;
export type Listed = {
  status: "active" | "inactive" | "merged" | "all";
  /** Only those with something left to finish, and no id before this one. */
  unfinishedSince: string | undefined;
};
export type PageOfList = Listed & {
  sort: (typeof patientSorts)[number];
  limit: number;
  /** The last row of the page before: its key in the order, and its id. */
  after: { key: string; id: string } | undefined;
};

/** What each order compares before the id: the column, as it is in a subselect, and its type. */
const keys = {
  name: { column: sql`p.sort_name`, type: sql`text` },
  createdAt: { column: sql`p.created_at`, type: sql`timestamptz` },
  dateOfBirth: { column: sql`coalesce(p.date_of_birth, 'infinity')`, type: sql`date` },
} as const;
type Key = (typeof keys)[keyof typeof keys];
const keyOf = ({ sort }: PageOfList): Key => keys[sort.replace("-", "") as keyof typeof keys];

/**
 * A plan for any number of rows fits none well, so few numbers are asked for, each in a statement
 * of its own.
 */
const pageSizes = [10, 25, 50, 100, 200];

/** One row more than `limit` when there are more. */
export async function listPatients(on: Queryable, actor: Actor, page: PageOfList): Promise<ListedPatient[]> {
  const size = pageSizes.find((each) => each >= page.limit) ?? page.limit;
  const rows = constant(String(size + 1));
  const text = scopeForm(actor) === "facilities" ? listByFacility(actor, page, rows) : listOf(actor, page, rows);
  const found = await run<ListedPatient>(on, statement(`list-patients-${page.sort}-${page.status}`)`${text}`);
  return found.slice(0, page.limit + 1);
}

const pageColumns = sql`p.id, p.facility_id, ${documentColumns}`;

function listOf(actor: Actor, page: PageOfList, rows: Fragment): Fragment {
  // created_at is the instant within the id, so that the primary key has that order too.
  const [order, later] = page.sort.endsWith("createdAt")
    ? [sql`ORDER BY p.id ${direction(page)}`, afterId(page)]
    : [inOrder(keyOf(page).column, sql`p.id`, page), afterKey(page)];
  // The page first: whatever plan finds it, what is looked up for each patient is looked up for
  // those on the page.
  return sql`SELECT ${pageColumns} FROM (
      SELECT * FROM patients p WHERE ${inScope(actor)} ${withStatus(page)} ${unfinished(page)} ${later}
      ${order} LIMIT ${rows}
    ) p ${order}`;
}

/** An index gives the order within a facility: the first of each, and of these the first. */
function listByFacility(actor: Actor, page: PageOfList, rows: Fragment): Fragment {
  const { column } = keyOf(page);
  const order = inOrder(column, sql`p.id`, page);
  return sql`WITH page AS (
      SELECT s.id FROM unnest(${actor.facilities}::uuid[]) f(id) CROSS JOIN LATERAL (
        SELECT p.id, ${column} AS key FROM patients p
        WHERE p.facility_id = f.id ${withStatus(page)} ${unfinished(page)} ${afterKey(page)}
        ${order} LIMIT ${rows}
      ) s ${inOrder(sql`s.key`, sql`s.id`, page)} LIMIT ${rows}
    )
    SELECT ${pageColumns} FROM page JOIN patients p USING (id) WHERE ${inScope(actor)} ${order}`;
}

const statuses = {
  active: sql`AND p.status = 'active'`,
  inactive: sql`AND p.status = 'inactive'`,
  merged: sql`AND p.status = 'merged'`,
  all: sql``,
};
const withStatus = ({ status }: Listed): Fragment => statuses[status];

function unfinished({ unfinishedSince }: Listed): Fragment {
  if (unfinishedSince === undefined) return sql``;
  return sql`AND p.id >= ${unfinishedSince}::uuid AND (
      (p.phone_digits IS NULL AND p.other_phones IS NULL) OR p.document -> 'coverages' -> 0 IS NULL
      OR EXISTS (SELECT FROM pending_billing_accounts b WHERE b.patient_id = p.id)
    )`;
}

const isDescending = ({ sort }: PageOfList): boolean => sort.startsWith("-");
const direction = (page: PageOfList): Fragment => (isDescending(page) ? sql`DESC` : sql`ASC`);
const than = (page: PageOfList): Fragment => (isDescending(page) ? sql`<` : sql`>`);

function afterId(page: PageOfList): Fragment {
  return page.after ? sql`AND p.id ${than(page)} ${page.after.id}::uuid` : sql``;
}

function afterKey(page: PageOfList): Fragment {
  const { column, type } = keyOf(page);
  if (!page.after) return sql``;
  return sql`AND (${column}, p.id) ${than(page)} (${page.after.key}::${type}, ${page.after.id}::uuid)`;
}

function inOrder(key: Fragment, id: Fragment, page: PageOfList): Fragment {
  return sql`ORDER BY ${key} ${direction(page)}, ${id} ${direction(page)}`;
}

/** How many there are on all pages together. */
export async function countPatients(on: Queryable, actor: Actor, listed: Listed): Promise<number> {
  const row = await runForOne<{ total: number }>(
    on,
    statement(
      "count-patients",
    )`SELECT count(*)::int AS total FROM patients p WHERE ${inScope(actor)} ${withStatus(listed)} ${unfinished(listed)}`,
  );
  return row?.total ?? 0;
}
