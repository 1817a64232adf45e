import { type Queryable, runForOne, statement } from "@pms/kit/db/statement";
import type { Model } from "../weigh.ts";

/** The rates that were estimated last; undefined where none ever were. */
export async function findLatestRates(on: Queryable): Promise<Model["rates"] | undefined> {
  const row = await runForOne<{ rates: Model["rates"] }>(
    on,
    statement("latest-match-rates")`SELECT rates FROM match_models ORDER BY estimated_at DESC, id DESC LIMIT 1`,
  );
  return row?.rates;
}

export async function storeRates(on: Queryable, id: string, rates: Model["rates"]): Promise<void> {
  await runForOne(
    on,
    statement("store-match-rates")`INSERT INTO match_models (id, rates) VALUES (${id}, ${rates}::jsonb)`,
  );
}
