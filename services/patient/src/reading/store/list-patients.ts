import type { patientSorts } from "@pms/contracts/patients/search";
import { type Queryable, queryNamed } from "@pms/kit/db/database";
import type { Actor } from "@pms/kit/http/access";
import { documentColumns, type PatientDocument, type PatientRow } from "../../record/store/patient-rows.ts";
import { type Parameters, parameters, scopeForm, scopePredicate } from "../../record/store/scope.ts";

export type ListedPatient = PatientDocument & Pick<PatientRow, "id" | "facility_id">;
export type Listed = {
  status: "active" | "inactive" | "all";
  /** Only those with something left to finish, and no id before this one. */
  unfinishedSince: string | undefined;
};
export type PageOfList = Listed & {
  sort: (typeof patientSorts)[number];
  limit: number;
  /** The last row of the page before: its key in the order, and its id. */
  after: { key: string; id: string } | undefined;
};

/** What each order compares before the id. */
const keys = {
  name: { column: "p.sort_name", type: "text" },
  createdAt: { column: "p.created_at", type: "timestamptz" },
  dateOfBirth: { column: "coalesce(p.date_of_birth, 'infinity')", type: "date" },
} as const;
/** created_at is the instant within the id, so that the primary key has that order too. */
const byId = { column: "p.id", type: "uuid" } as const;

/**
 * A plan for any number of rows fits none well, so few numbers are asked for, each in a statement
 * of its own.
 */
const pageSizes = [10, 25, 50, 100, 200];

/** One row more than `limit` when there are more. */
export async function listPatients(on: Queryable, actor: Actor, page: PageOfList): Promise<ListedPatient[]> {
  const { sort, status, after, limit } = page;
  const size = pageSizes.find((each) => each >= limit) ?? limit;
  const bound = parameters();
  const text = (scopeForm(actor) === "facilities" ? listByFacility : listOf)(actor, page, size + 1, bound);
  const name = `list-${scopeForm(actor)}-${status}-${sort}-${size}${after ? "-after" : ""}${page.unfinishedSince ? "-unfinished" : ""}`;
  const rows = await queryNamed<ListedPatient>(on, name, text, bound.values);
  return rows.slice(0, limit + 1);
}

function listOf(actor: Actor, page: PageOfList, rows: number, bound: Parameters): string {
  const key = page.sort.endsWith("createdAt") ? byId : keyOf(page);
  // The page first: whatever plan finds it, what is looked up for each patient is looked up for
  // those on the page.
  return `SELECT p.id, p.facility_id, ${documentColumns} FROM (
      SELECT * FROM patients p
      WHERE ${scopePredicate(actor, bound)} ${withStatus(page)} ${unfinished(page, bound)} ${later(key, page, bound)}
      ${inOrder(key.column, "p.id", page)} LIMIT ${rows}
    ) p ${inOrder(key.column, "p.id", page)}`;
}

/** An index gives the order within a facility: the first of each, and of these the first. */
function listByFacility(actor: Actor, page: PageOfList, rows: number, bound: Parameters): string {
  const key = keyOf(page);
  return `WITH page AS (
      SELECT s.id FROM unnest(${bound.add(actor.facilities)}::uuid[]) f(id) CROSS JOIN LATERAL (
        SELECT p.id, ${key.column} AS key FROM patients p
        WHERE p.facility_id = f.id ${withStatus(page)} ${unfinished(page, bound)} ${later(key, page, bound)}
        ${inOrder(key.column, "p.id", page)} LIMIT ${rows}
      ) s ${inOrder("s.key", "s.id", page)} LIMIT ${rows}
    )
    SELECT p.id, p.facility_id, ${documentColumns} FROM page JOIN patients p USING (id)
    WHERE ${scopePredicate(actor, bound)} ${inOrder(key.column, "p.id", page)}`;
}

type Key = { column: string; type: string };
const keyOf = ({ sort }: PageOfList): Key => keys[sort.replace("-", "") as keyof typeof keys];

function withStatus({ status }: Listed): string {
  return status === "all" ? "" : `AND p.status = '${status}'`;
}

function unfinished({ unfinishedSince }: Listed, bound: Parameters): string {
  if (unfinishedSince === undefined) return "";
  return `AND p.id >= ${bound.add(unfinishedSince)}::uuid AND (
      p.phone_digits IS NULL OR p.document -> 'coverages' -> 0 IS NULL
      OR EXISTS (SELECT FROM pending_billing_accounts b WHERE b.patient_id = p.id)
    )`;
}

function later({ column, type }: Key, { sort, after }: PageOfList, bound: Parameters): string {
  if (!after) return "";
  const than = sort.startsWith("-") ? "<" : ">";
  const id = `${bound.add(after.id)}::uuid`;
  if (type === "uuid") return `AND p.id ${than} ${id}`;
  return `AND (${column}, p.id) ${than} (${bound.add(after.key)}::${type}, ${id})`;
}

function inOrder(key: string, id: string, { sort }: PageOfList): string {
  const direction = sort.startsWith("-") ? "DESC" : "ASC";
  return key === id ? `ORDER BY ${id} ${direction}` : `ORDER BY ${key} ${direction}, ${id} ${direction}`;
}

/** How many there are on all pages together. */
export async function countPatients(on: Queryable, actor: Actor, listed: Listed): Promise<number> {
  const bound = parameters();
  const text = `SELECT count(*)::int AS total FROM patients p WHERE ${scopePredicate(actor, bound)} ${withStatus(listed)} ${unfinished(listed, bound)}`;
  const name = `count-patients-${scopeForm(actor)}-${listed.status}${listed.unfinishedSince ? "-unfinished" : ""}`;
  const [row] = await queryNamed<{ total: number }>(on, name, text, bound.values);
  return row?.total ?? 0;
}
