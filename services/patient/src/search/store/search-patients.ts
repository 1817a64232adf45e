import type { Identifier } from "@pms/contracts/patients/record";
import { identifierKeys } from "@pms/contracts/text/identifiers";
import type { PhoneQuery } from "@pms/contracts/text/phone-numbers";
import type { DateRange } from "@pms/contracts/text/typed-date";
import { constant, type Fragment, join, type Queryable, run, sql } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable } from "kysely";
import { type PatientRow, patientColumns } from "../../record/store/patient-rows.ts";
import { inScope } from "../../record/store/scope.ts";
import type { Patients } from "../../store/gen/tables.ts";
import { formsOf } from "../word-forms.ts";

/**
 * What a search looks for; every entry of every list must match. Texts are folded as the stored
 * keys are.
 */
export type SearchTerms = {
  /** Each begins a word of the name, alone or in one with its neighbours. */
  words: string[];
  /** What each date may mean, the likeliest first. */
  born: DateRange[][];
  /**
   * Any may be meant: a whole MRN, how one begins, a phone number, its beginning or end, a year or
   * a day of birth.
   */
  numbers: TypedNumber[];
  /** How the address begins, lower case. */
  emails: string[];
  identifiers: Identifier[];
  /** A house number and the words beside it, where they may be an address. */
  street?: { number: string; words: readonly string[] };
};
type TypedNumber = {
  mrn?: string | undefined;
  mrnStart?: string | undefined;
  phone?: PhoneQuery | undefined;
  born?: DateRange[] | undefined;
};
export type SearchPage = { limit: number; after: readonly (string | number | null)[] | undefined };
/** `points`: 0 to 1,000. */
export type FoundPatient = PatientRow & Pick<Selectable<Patients>, "sort_name"> & { points: number };

/**
 * Hits that can be paged through; of each kind of match no more are looked at, as "ma" begins a
 * word of every tenth name.
 */
const window = constant("200");

/**
 * Best first, then by name. Whole words first, then last names, then what begins like that, each by
 * an index and bounded: two letters cost no more than a name.
 */
export async function searchPatients(
  on: Queryable,
  actor: Actor,
  terms: SearchTerms,
  { limit, after }: SearchPage,
  includeInactive: boolean,
): Promise<FoundPatient[]> {
  const place =
    after && sql`WHERE (-points, sort_name, id) > (-${after[0]}::integer, ${after[1]}::text, ${after[2]}::uuid)`;
  return run(
    on,
    sql`WITH found AS (${join(candidatesOf(terms, actor, includeInactive), " UNION ")}),
    ranked AS (SELECT * FROM found ORDER BY points DESC, sort_name, id LIMIT ${window}),
    page AS (
      SELECT * FROM ranked ${place ?? sql``}
      ORDER BY points DESC, sort_name, id LIMIT ${limit}
    )
    SELECT ${patientColumns}, page.sort_name, page.points FROM page JOIN patients p USING (id)
    ORDER BY page.points DESC, page.sort_name, p.id`,
  );
}

function candidatesOf(terms: SearchTerms, actor: Actor, includeInactive: boolean): Fragment[] {
  const points = pointsOf(terms);
  const reach = [inScope(actor), ...(includeInactive ? [] : [sql`p.status <> 'inactive'`])];
  const begunName = nameCriterion(terms.words, false);
  const begun = [...criteriaOf(terms, false), ...reach];
  const select = (conditions: readonly Fragment[], order = sql``) =>
    sql`(SELECT p.id, p.sort_name, (${points})::integer AS points FROM patients p
     WHERE ${join(conditions, " AND ")} ${order} LIMIT ${window})`;
  const candidates = [
    select([...nameCriterion(terms.words, true), ...criteriaOf(terms, true), ...reach]),
    select([...begunName, ...begun]),
  ];
  const [word, another] = terms.words;
  if (word !== undefined && another === undefined) {
    const lastName = select([sql`p.sort_name LIKE ${`${word}%`}`, ...begun], sql`ORDER BY p.sort_name, p.id`);
    // The words are compared outside, so that the planner walks through the names in order and stops.
    candidates.push(sql`(SELECT f.* FROM ${lastName} f JOIN patients p USING (id) WHERE ${join(begunName, " AND ")})`);
  }
  return candidates;
}

function nameCriterion(words: readonly string[], whole: boolean): Fragment[] {
  if (words.length === 0) return [];
  // Words are letters, marks and digits only, so they need no escape.
  const query = words.map(
    (_, at) =>
      `(${formsOf(words, at)
        .map((form) => `'${form}'${whole ? "" : ":*"}`)
        .join(" | ")})`,
  );
  return [sql`array_to_tsvector(p.name_words) @@ ${query.join(" & ")}::tsquery`];
}

/** One of them; none is never true. */
const anyOf = (conditions: readonly Fragment[]): Fragment =>
  conditions.length === 0 ? sql`FALSE` : sql`(${join(conditions, " OR ")})`;

/** What a hit must fulfil beside its name; with `whole`, the best that it can be. */
function criteriaOf(terms: SearchTerms, whole: boolean): Fragment[] {
  const text = (column: Fragment, value: string) =>
    whole ? sql`${column} = ${value}` : sql`${column} LIKE ${`${escaped(value)}%`}`;
  return [
    ...terms.born.map(bornInAny),
    ...terms.emails.map((email) => anyOf([text(emailColumn, email), otherEmail(email, whole)])),
    ...terms.numbers.map(({ mrn, mrnStart, phone, born }) =>
      anyOf([
        ...(mrn === undefined ? [] : [sql`p.mrn = ${mrn}`]),
        ...(mrnStart === undefined || whole ? [] : [text(sql`p.mrn`, mrnStart)]),
        ...(phone === undefined ? [] : phoneConditions(phone, whole)),
        ...(born === undefined ? [] : [bornInAny(born)]),
      ]),
    ),
    ...terms.identifiers.map(identifierKeys).map(
      ({ system_key, value_key }) =>
        sql`p.id IN (SELECT patient_id FROM patient_identifiers
           WHERE system_key = ${system_key} AND value_key = ${value_key})`,
    ),
  ];
}

/** Each by an index of its own: the number, how one begins, how one ends. */
function phoneConditions({ keys, starts, ends }: PhoneQuery, whole: boolean): Fragment[] {
  const is = [sql`p.phone_digits = ANY (${keys}::text[])`, sql`p.other_phones && ${keys}::text[]`];
  if (whole) return is;
  const backwards = (end: string) => [...end].reverse().join("");
  const parts = [...starts.map((start) => `^${start}`), ...ends.map((end) => `${end}$`)];
  return [
    ...is,
    ...(parts.length > 0 ? [sql`phone_parts(p.other_phones) && ${parts}::text[]`] : []),
    ...starts.map((start) => sql`p.phone_digits LIKE ${`${start}%`}`),
    ...ends.map((end) => sql`reverse(p.phone_digits) LIKE ${`${backwards(end)}%`}`),
  ];
}

function bornInAny(ranges: readonly DateRange[]): Fragment {
  return anyOf(ranges.map(bornIn));
}

/** As the indexes have it, in which who has no birth date comes last. */
function bornIn({ from, to }: DateRange): Fragment {
  return sql`coalesce(p.date_of_birth, 'infinity') BETWEEN ${from}::date AND ${to}::date`;
}

/** The day that is meant first, when a whole date was typed. */
const dayOf = ([born]: readonly DateRange[] = []) => (born && born.from === born.to ? born.from : undefined);

/** Of e-mails beside the one that is used first; a beginning of three letters or more. */
function otherEmail(email: string, whole: boolean): Fragment {
  return whole ? sql`p.other_emails && ${[email]}::text[]` : sql`email_starts(p.other_emails) && ${[email]}::text[]`;
}

const emailColumn = sql`(lower(p.email) COLLATE "C")`;
const escaped = (text: string) => text.replace(/[\\%_]/g, "\\$&");

/**
 * The mean over all criteria. A whole word of the name counts 900 and a begun one 600; the last
 * name adds up to 100.
 */
function pointsOf(terms: SearchTerms): Fragment {
  const begun = (...wholes: Fragment[][]) => sql`CASE WHEN ${anyOf(wholes.flat())} THEN 1000 ELSE 700 END`;
  const is = (column: Fragment, text: string | undefined) => (text === undefined ? [] : [sql`${column} = ${text}`]);
  const isPhone = (phone: PhoneQuery | undefined) => (phone === undefined ? [] : phoneConditions(phone, true));
  const parts = [
    ...(terms.words.length > 0 ? [namePoints(terms.words)] : []),
    ...terms.emails.map((email) => begun(is(emailColumn, email), [otherEmail(email, true)])),
    ...terms.numbers.map(({ mrn, phone, born }) =>
      begun(is(sql`p.mrn`, mrn), isPhone(phone), is(sql`p.date_of_birth`, dayOf(born))),
    ),
    ...terms.born.map((ranges) => begun(is(sql`p.date_of_birth`, dayOf(ranges)))),
    ...terms.identifiers.map(() => sql`1000`),
  ];
  return sql`(${join(parts, " + ")}) / ${constant(String(parts.length))}`;
}

function namePoints(words: readonly string[]): Fragment {
  const whole = words.join("");
  return sql`(SELECT sum(CASE WHEN w = ANY (p.name_words) THEN 900 ELSE 600 END) / count(*) + max(CASE
      WHEN p.sort_name IN (w, ${whole}) OR starts_with(p.sort_name, w || ' ') OR starts_with(p.sort_name, ${whole} || ' ') THEN 100
      WHEN starts_with(p.sort_name, w) THEN 50 ELSE 0 END)
    FROM unnest(${words}::text[]) w)`;
}
