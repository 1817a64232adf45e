/**
 * SQL that is written by hand: a template whose values become parameters, so that nobody counts
 * `$1` and nothing that a person typed is ever read as SQL.
 */
import { CompiledQuery, type Kysely } from "kysely";
import type pg from "pg";
import { preparedNames } from "./prepared-names.ts";

/** A piece of SQL with its values, to be taken into a statement or another fragment. */
export type Fragment = { readonly texts: readonly string[]; readonly values: readonly unknown[] };
/** `name` is what PostgreSQL keeps its plan by, once per connection. */
export type Statement = Fragment & { readonly name?: string };
/** Anything that runs a statement: a pool, a connection, a Kysely or a transaction of one. */
export type Queryable = pg.Pool | pg.ClientBase | Pick<Kysely<unknown>, "executeQuery">;

const fragments = new WeakSet<object>();
const isFragment = (value: unknown): value is Fragment =>
  typeof value === "object" && value !== null && fragments.has(value);

/** A fragment: values become parameters, and fragments within it are taken in with theirs. */
export function sql(template: readonly string[], ...given: readonly unknown[]): Fragment {
  if (!given.some(isFragment)) return asFragment(template, given);
  const texts = [template[0] ?? ""];
  const values: unknown[] = [];
  const append = (text: string) => {
    texts[texts.length - 1] += text;
  };
  for (const [index, value] of given.entries()) {
    const after = template[index + 1] ?? "";
    if (isFragment(value)) {
      append(value.texts[0] ?? "");
      for (const [at, inner] of value.values.entries()) {
        values.push(inner);
        texts.push(value.texts[at + 1] ?? "");
      }
      append(after);
    } else {
      values.push(value);
      texts.push(after);
    }
  }
  return asFragment(texts, values);
}

/** SQL that stands in the code, such as a list of columns; never what a request says. */
export function constant(text: string): Fragment {
  return asFragment([text], []);
}

/** The fragments, between each two the separator: `AND`, `OR`, a comma. */
export function join(parts: readonly Fragment[], separator: string): Fragment {
  const template = parts.map((_, index) => (index === 0 ? "" : separator));
  return sql([...template, ""], ...parts);
}

/**
 * A statement with a name, prepared once per connection and text. Two texts may have one name, as
 * where a fragment depends on who asks; they are prepared apart.
 */
export function statement(name: string) {
  return (template: readonly string[], ...given: readonly unknown[]): Statement => {
    const { texts, values } = sql(template, ...given);
    return { texts, values, name };
  };
}

/** Runs the statement; within the transaction, when it is given one. */
export async function run<Row extends object>(on: Queryable, { texts, values, name }: Statement): Promise<Row[]> {
  const text = numbered(texts);
  const prepared = name === undefined ? undefined : preparedNames.of(name, text);
  if ("executeQuery" in on) return (await on.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
  const query = { text, values: [...values], ...(prepared !== undefined && { name: prepared }) };
  return (await on.query<Row>(query)).rows;
}

/** Its only row, where there is one. */
export async function runForOne<Row extends object>(on: Queryable, one: Statement): Promise<Row | undefined> {
  return (await run<Row>(on, one))[0];
}

/** Texts by the template that they come from, which is one object per place in the code. */
const knownTexts = new WeakMap<readonly string[], string>();

function numbered(texts: readonly string[]): string {
  const known = knownTexts.get(texts);
  if (known !== undefined) return known;
  let text = texts[0] ?? "";
  for (let index = 1; index < texts.length; index += 1) text += `$${index}${texts[index]}`;
  if (Object.isFrozen(texts)) knownTexts.set(texts, text);
  return text;
}

function asFragment(texts: readonly string[], values: readonly unknown[]): Fragment {
  const fragment = { texts, values };
  fragments.add(fragment);
  return fragment;
}
