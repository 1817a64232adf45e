import { type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";

/** `amount_minor` is null from the day on that the code is off the list. */
export type PriceRow = {
  id: string;
  code: string;
  description: string;
  category: string;
  amount_minor: bigint | null;
  currency: string;
  effective_from: string;
  facility_id: string | null;
  payer: string | null;
  set_at: Date;
  set_by: string;
};

/** What a price is of: one counts for each of these and each day. */
export type PriceKey = { code: string; currency: string; facilityId: string | null; payer: string | null };

/** Writes the prices of a list in one statement. */
export async function insertPrices(on: Queryable, rows: readonly PriceRow[]): Promise<void> {
  const column = <Name extends keyof PriceRow>(name: Name) => rows.map((row) => row[name]);
  await run(
    on,
    statement("insert-prices")`INSERT INTO prices
      (id, code, description, category, amount_minor, currency, effective_from, facility_id, payer, set_at, set_by)
      SELECT * FROM unnest(${column("id")}::uuid[], ${column("code")}::text[], ${column("description")}::text[],
        ${column("category")}::text[], ${column("amount_minor")}::bigint[], ${column("currency")}::text[],
        ${column("effective_from")}::date[], ${column("facility_id")}::uuid[], ${column("payer")}::text[],
        ${column("set_at")}::timestamptz[], ${column("set_by")}::text[])`,
  );
}

export type PriceFilter = {
  asOf: string;
  /** Whose prices beside those for everybody: those of these facilities, or of all. */
  facilityIds: readonly string[] | null;
  search: string | null;
  category: string | null;
  after: readonly string[] | null;
  limit: number;
};

/** What is on the list on a day, by code, then facility, payer and currency. */
export function listPrices(on: Queryable, filter: PriceFilter): Promise<PriceRow[]> {
  const { asOf, facilityIds, search, category, after, limit } = filter;
  const [code, facility, payer, currency] = after ?? [];
  const next = after
    ? sql`(upper(code), coalesce(facility_id::text, ''), coalesce(lower(payer), ''), currency)
        > (${code}::text, ${facility}::text, ${payer}::text, ${currency}::text)`
    : sql`true`;
  return run<PriceRow>(
    on,
    statement("list-prices")`SELECT * FROM (
      SELECT DISTINCT ON (upper(code), facility_id, lower(payer), currency) * FROM prices
      WHERE effective_from <= ${asOf}::date
        AND (${facilityIds}::uuid[] IS NULL OR facility_id IS NULL OR facility_id = ANY(${facilityIds}::uuid[]))
      ORDER BY upper(code), facility_id, lower(payer), currency, effective_from DESC, id DESC
    ) counting
    WHERE amount_minor IS NOT NULL AND ${next}
      AND (${category}::text IS NULL OR lower(category) = lower(${category}::text))
      AND (${search}::text IS NULL OR starts_with(upper(code), upper(${search}::text))
        OR strpos(lower(description), lower(${search}::text)) > 0)
    ORDER BY upper(code), coalesce(facility_id::text, ''), coalesce(lower(payer), ''), currency LIMIT ${limit}`,
  );
}

/** Every price that a code ever had or will have, the latest first. */
export function listPricesOfCode(
  on: Queryable,
  { code, facilityIds, limit }: { code: string; facilityIds: readonly string[] | null; limit: number },
): Promise<PriceRow[]> {
  return run<PriceRow>(
    on,
    statement("list-prices-of-code")`SELECT * FROM prices WHERE upper(code) = upper(${code})
      AND (${facilityIds}::uuid[] IS NULL OR facility_id IS NULL OR facility_id = ANY(${facilityIds}::uuid[]))
      ORDER BY effective_from DESC, id DESC LIMIT ${limit}`,
  );
}

/**
 * What a service costs on a day: the price of the payer at the facility, else of the payer, of the
 * facility, of everybody. A narrower one that is off the list leaves the next one.
 */
export function findPrice(on: Queryable, key: PriceKey, day: string): Promise<PriceRow | undefined> {
  const { code, currency, facilityId, payer } = key;
  return runForOne<PriceRow>(
    on,
    statement("find-price")`SELECT * FROM (
      SELECT DISTINCT ON (facility_id, lower(payer)) * FROM prices
      WHERE upper(code) = upper(${code}) AND currency = ${currency} AND effective_from <= ${day}::date
        AND (facility_id IS NULL OR facility_id = ${facilityId}::uuid)
        AND (payer IS NULL OR lower(payer) = lower(${payer}::text))
      ORDER BY facility_id, lower(payer), effective_from DESC, id DESC
    ) counting WHERE amount_minor IS NOT NULL
    ORDER BY (payer IS NULL), (facility_id IS NULL) LIMIT 1`,
  );
}

/** Of each key, what was last written for exactly that day. */
export function findSetFor(
  on: Queryable,
  wanted: readonly (PriceKey & { effectiveFrom: string })[],
): Promise<(PriceRow & { index: number })[]> {
  const column = <Name extends keyof (typeof wanted)[number]>(name: Name) => wanted.map((each) => each[name]);
  return run<PriceRow & { index: number }>(
    on,
    statement("find-prices-set-for")`SELECT DISTINCT ON (w.index) w.index::integer, p.*
      FROM unnest(${column("code")}::text[], ${column("currency")}::text[], ${column("facilityId")}::uuid[],
        ${column("payer")}::text[], ${column("effectiveFrom")}::date[])
        WITH ORDINALITY AS w(code, currency, facility_id, payer, effective_from, index)
      JOIN prices p ON upper(p.code) = upper(w.code) AND p.currency = w.currency
        AND p.effective_from = w.effective_from AND p.facility_id IS NOT DISTINCT FROM w.facility_id
        AND lower(p.payer) IS NOT DISTINCT FROM lower(w.payer)
      ORDER BY w.index, p.id DESC`,
  );
}
