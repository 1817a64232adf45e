import { run, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { Db, Tables } from "../../store/tables.ts";

/** `failures` as of `last_at`; it falls by half every `halfLifeMs`. */
export type FailureCount = Pick<Selectable<Tables["log_in_failures"]>, "key" | "failures"> & { ms_ago: number };

const halfLifeMs = 600_000;

export function readFailures(db: Db, keys: readonly Buffer[]): Promise<FailureCount[]> {
  return run<FailureCount>(
    db,
    statement("read-log-in-failures")`
    SELECT key, (failures * 0.5 ^ (ms_ago / ${halfLifeMs}::float8))::float8 AS failures, ms_ago
    FROM (SELECT key, failures, greatest(0, extract(epoch FROM clock_timestamp() - last_at) * 1000)::float8 AS ms_ago
          FROM log_in_failures WHERE key = ANY (${keys}::bytea[])) counts`,
  );
}

/** One more for each key. Sorted, so that two refusals at once cannot wait for each other. */
export async function addFailure(db: Db, keys: readonly Buffer[]): Promise<void> {
  const sorted = [...keys].sort(Buffer.compare);
  await run(
    db,
    statement("add-log-in-failure")`
    INSERT INTO log_in_failures AS f (key, failures, last_at)
    SELECT key, 1, clock_timestamp() FROM unnest(${sorted}::bytea[]) key
    ON CONFLICT (key) DO UPDATE SET last_at = clock_timestamp(), failures = 1 +
      f.failures * 0.5 ^ (extract(epoch FROM clock_timestamp() - f.last_at) * 1000 / ${halfLifeMs}::float8)`,
  );
}

export async function clearFailures(db: Db, key: Buffer): Promise<void> {
  await db.deleteFrom("log_in_failures").where("key", "=", key).execute();
}

export async function deleteOldFailures(db: Db): Promise<void> {
  await run(
    db,
    statement("delete-old-log-in-failures")`DELETE FROM log_in_failures WHERE last_at < now() - interval '1 day'`,
  );
}
