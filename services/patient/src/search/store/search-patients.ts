import type { Identifier } from "@pms/contracts/patients/record";
import { identifierKeys } from "@pms/contracts/text/identifiers";
import { joinedMax } from "@pms/contracts/text/names";
import type { PhoneQuery } from "@pms/contracts/text/phone-numbers";
import type { DateRange } from "@pms/contracts/text/typed-date";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable } from "kysely";
import type pg from "pg";
import { type PatientRow, patientColumns } from "../../record/store/patient-rows.ts";
import { type Parameters, parameters, scopePredicate } from "../../record/store/scope.ts";
import type { Patients } from "../../store/gen/tables.ts";

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
const windowMax = 200;

/**
 * Best first, then by name. Whole words are looked for first, then last names in order, then
 * whatever begins like that, each by an index and each bounded, so that two letters cost no more
 * than a name.
 */
export async function searchPatients(
  pool: pg.Pool,
  actor: Actor,
  terms: SearchTerms,
  { limit, after }: SearchPage,
  includeInactive: boolean,
): Promise<FoundPatient[]> {
  const bound = parameters();
  const place = after?.map((value) => bound.add(value));
  const text = `WITH found AS (${candidatesOf(terms, actor, includeInactive, bound).join(" UNION ")}),
    ranked AS (SELECT * FROM found ORDER BY points DESC, sort_name, id LIMIT ${windowMax}),
    page AS (
      SELECT * FROM ranked
      ${place ? `WHERE (-points, sort_name, id) > (-${place[0]}::integer, ${place[1]}::text, ${place[2]}::uuid)` : ""}
      ORDER BY points DESC, sort_name, id LIMIT ${bound.add(limit)}
    )
    SELECT ${patientColumns}, page.sort_name, page.points FROM page JOIN patients p USING (id)
    ORDER BY page.points DESC, page.sort_name, p.id`;
  return (await pool.query<FoundPatient>(text, bound.values)).rows;
}

function candidatesOf(terms: SearchTerms, actor: Actor, includeInactive: boolean, bound: Parameters): string[] {
  const points = pointsOf(terms, bound);
  const reach = [scopePredicate(actor, bound), ...(includeInactive ? [] : ["p.status = 'active'"])];
  const wholeName = nameCriterion(terms.words, bound, true);
  const begunName = nameCriterion(terms.words, bound, false);
  const begun = [...criteriaOf(terms, bound, false), ...reach];
  const select = (conditions: readonly string[], order = "") =>
    `SELECT p.id, p.sort_name, (${points})::integer AS points FROM patients p
     WHERE ${conditions.join(" AND ")} ${order} LIMIT ${windowMax}`;
  const candidates = [
    select([...wholeName, ...criteriaOf(terms, bound, true), ...reach]),
    select([...begunName, ...begun]),
  ];
  const [word, another] = terms.words;
  if (word !== undefined && another === undefined) {
    const lastName = select([`p.sort_name LIKE ${bound.add(`${word}%`)}`, ...begun], "ORDER BY p.sort_name, p.id");
    // The words are compared outside, so that the planner walks through the names in order and
    // stops.
    candidates.push(`SELECT f.* FROM (${lastName}) f JOIN patients p USING (id) WHERE ${begunName.join(" AND ")}`);
  }
  return candidates.map((candidate) => `(${candidate})`);
}

function nameCriterion(words: readonly string[], bound: Parameters, whole: boolean): string[] {
  if (words.length === 0) return [];
  // Words are letters, marks and digits only, so they need no escape.
  const query = words.map(
    (_, at) =>
      `(${formsOf(words, at)
        .map((form) => `'${form}'${whole ? "" : ":*"}`)
        .join(" | ")})`,
  );
  return [`array_to_tsvector(p.name_words) @@ ${bound.add(query.join(" & "))}::tsquery`];
}

/**
 * The word, and every run of up to four neighbours with it in one: `de la cruz` also finds
 * `delacruz`.
 */
function formsOf(words: readonly string[], at: number): string[] {
  const forms: string[] = [];
  for (let start = Math.max(0, at - joinedMax + 1); start <= at; start += 1)
    for (let end = at + 1; end <= Math.min(words.length, start + joinedMax); end += 1)
      forms.push(words.slice(start, end).join(""));
  return [...new Set(forms)];
}

/** What a hit must fulfil beside its name; with `whole`, the best that it can be. */
function criteriaOf(terms: SearchTerms, bound: Parameters, whole: boolean): string[] {
  const text = (column: string, value: string) =>
    whole ? `${column} = ${bound.add(value)}` : `${column} LIKE ${bound.add(`${escaped(value)}%`)}`;
  return [
    ...terms.born.map((ranges) => bornInAny(ranges, bound)),
    ...terms.emails.map((email) => text(emailColumn, email)),
    ...terms.numbers
      .map(({ mrn, mrnStart, phone, born }) => [
        ...(mrn === undefined ? [] : [`p.mrn = ${bound.add(mrn)}`]),
        ...(mrnStart === undefined || whole ? [] : [text("p.mrn", mrnStart)]),
        ...(phone === undefined ? [] : phoneConditions(phone, bound, whole)),
        ...(born === undefined ? [] : [bornInAny(born, bound)]),
      ])
      .map((alternatives) => `(${alternatives.join(" OR ") || "FALSE"})`),
    ...terms.identifiers.map(identifierKeys).map(
      ({ system_key, value_key }) =>
        `p.id IN (SELECT patient_id FROM patient_identifiers
           WHERE system_key = ${bound.add(system_key)} AND value_key = ${bound.add(value_key)})`,
    ),
  ];
}

/** Each by an index of its own: the number, how one begins, how one ends. */
function phoneConditions({ keys, starts, ends }: PhoneQuery, bound: Parameters, whole: boolean): string[] {
  const is = `p.phone_digits = ANY (${bound.add(keys)}::text[])`;
  if (whole) return [is];
  const backwards = (end: string) => [...end].reverse().join("");
  return [
    is,
    ...starts.map((start) => `p.phone_digits LIKE ${bound.add(`${start}%`)}`),
    ...ends.map((end) => `reverse(p.phone_digits) LIKE ${bound.add(`${backwards(end)}%`)}`),
  ];
}

function bornInAny(ranges: readonly DateRange[], bound: Parameters): string {
  return `(${ranges.map((range) => bornIn(range, bound)).join(" OR ") || "FALSE"})`;
}

/** As the indexes have it, in which who has no birth date comes last. */
function bornIn({ from, to }: DateRange, bound: Parameters): string {
  return `coalesce(p.date_of_birth, 'infinity') BETWEEN ${bound.add(from)}::date AND ${bound.add(to)}::date`;
}

/** The day that is meant first, when a whole date was typed. */
const dayOf = ([born]: readonly DateRange[] = []) => (born && born.from === born.to ? born.from : undefined);

const emailColumn = '(lower(p.email) COLLATE "C")';
const escaped = (text: string) => text.replace(/[\\%_]/g, "\\$&");

/**
 * The mean over all criteria. A whole word of the name counts 900 and a begun one 600; the last
 * name adds up to 100.
 */
function pointsOf(terms: SearchTerms, bound: Parameters): string {
  const begun = (...wholes: string[]) => `CASE WHEN ${wholes.join(" OR ")} THEN 1000 ELSE 700 END`;
  const is = (column: string, text: string | undefined) =>
    text === undefined ? "FALSE" : `${column} = ${bound.add(text)}`;
  const isPhone = (phone: PhoneQuery | undefined) =>
    phone === undefined ? "FALSE" : `p.phone_digits = ANY (${bound.add(phone.keys)}::text[])`;
  const parts = [
    ...(terms.words.length > 0 ? [namePoints(terms.words, bound)] : []),
    ...terms.emails.map((email) => begun(is(emailColumn, email))),
    ...terms.numbers.map(({ mrn, phone, born }) =>
      begun(is("p.mrn", mrn), isPhone(phone), is("p.date_of_birth", dayOf(born))),
    ),
    ...terms.born.map((ranges) => begun(is("p.date_of_birth", dayOf(ranges)))),
    ...terms.identifiers.map(() => "1000"),
  ];
  return `(${parts.join(" + ")}) / ${parts.length}`;
}

function namePoints(words: readonly string[], bound: Parameters): string {
  const whole = bound.add(words.join(""));
  return `(SELECT sum(CASE WHEN w = ANY (p.name_words) THEN 900 ELSE 600 END) / count(*) + max(CASE
      WHEN p.sort_name IN (w, ${whole}) OR starts_with(p.sort_name, w || ' ') OR starts_with(p.sort_name, ${whole} || ' ') THEN 100
      WHEN starts_with(p.sort_name, w) THEN 50 ELSE 0 END)
    FROM unnest(${bound.add(words)}::text[]) w)`;
}
