import type { patientSorts } from "@pms/contracts/patients";
import type { Actor } from "@pms/kit/access";
import { type Queryable, queryNamed } from "@pms/kit/db";
import { type PatientRow, patientColumns } from "./patient-rows.ts";
import { type Parameters, parameters, scopeForm, scopePredicate } from "./scope.ts";

export type Listed = { status: "active" | "inactive" | "all" };
export type PageAsked = Listed & {
  sort: (typeof patientSorts)[number];
  limit: number;
  /** The last row of the page before: its key in the order, and its id. */
  after: { key: string; id: string } | undefined;
};

/** What each order compares before the id; the order of registration is that of the ids. */
const keys = {
  name: { column: "p.sort_name", type: "text" },
  createdAt: undefined,
  dateOfBirth: { column: "coalesce(p.date_of_birth, 'infinity')", type: "date" },
} as const;

/** A plan for any number of rows fits none well, so few numbers are asked for, each in a statement of its own. */
const pageSizes = [10, 25, 50, 100, 200];

/** One row more than `limit` when there are more. */
export async function listPatients(on: Queryable, actor: Actor, page: PageAsked): Promise<PatientRow[]> {
  const size = pageSizes.find((each) => each >= page.limit) ?? page.limit;
  const bound = parameters();
  const text = scopeForm(actor) === "sites" ? listBySite(actor, page, size, bound) : listOf(actor, page, size, bound);
  const { sort, status, after } = page;
  const name = `list-${scopeForm(actor)}-${status}-${sort}-${size}${after ? "-after" : ""}`;
  const rows = await queryNamed<PatientRow>(on, name, text, bound.values);
  return rows.slice(0, page.limit + 1);
}

function listOf(actor: Actor, page: PageAsked, size: number, bound: Parameters): string {
  return `SELECT ${patientColumns} FROM patients p
    WHERE ${scopePredicate(actor, bound)} ${withStatus(page)} ${later(page, bound)} ${inOrder(page)} LIMIT ${size + 1}`;
}

/** An index gives the order within a facility: the first of each, and of these the first. */
function listBySite(actor: Actor, page: PageAsked, size: number, bound: Parameters): string {
  const scope = scopePredicate(actor, bound);
  const key = keyOf(page);
  return `WITH page AS (
      SELECT s.id FROM unnest(${bound.add(actor.facilities)}::uuid[]) f(id) CROSS JOIN LATERAL (
        SELECT p.id, ${key?.column ?? "NULL"} AS key FROM patients p
        WHERE p.facility_id = f.id ${withStatus(page)} ${later(page, bound)} ${inOrder(page)} LIMIT ${size + 1}
      ) s ORDER BY s.key ${direction(page)}, s.id ${direction(page)} LIMIT ${size + 1}
    )
    SELECT ${patientColumns} FROM page JOIN patients p USING (id) WHERE ${scope} ${inOrder(page)}`;
}

const keyOf = ({ sort }: PageAsked) => keys[sort.replace("-", "") as keyof typeof keys];
const direction = ({ sort }: PageAsked) => (sort.startsWith("-") ? "DESC" : "ASC");

function withStatus({ status }: Listed): string {
  return status === "all" ? "" : `AND p.status = '${status}'`;
}

function later(page: PageAsked, bound: Parameters): string {
  if (!page.after) return "";
  const key = keyOf(page);
  const than = direction(page) === "ASC" ? ">" : "<";
  const id = `${bound.add(page.after.id)}::uuid`;
  return key
    ? `AND (${key.column}, p.id) ${than} (${bound.add(page.after.key)}::${key.type}, ${id})`
    : `AND p.id ${than} ${id}`;
}

function inOrder(page: PageAsked): string {
  const key = keyOf(page);
  return `ORDER BY ${key ? `${key.column} ${direction(page)}, ` : ""}p.id ${direction(page)}`;
}

/** How many there are on all pages together. */
export async function countPatients(on: Queryable, actor: Actor, listed: Listed): Promise<number> {
  const bound = parameters();
  const text = `SELECT count(*)::int AS total FROM patients p WHERE ${scopePredicate(actor, bound)} ${withStatus(listed)}`;
  const name = `count-patients-${scopeForm(actor)}-${listed.status}`;
  const [row] = await queryNamed<{ total: number }>(on, name, text, bound.values);
  return row?.total ?? 0;
}
