import { run, sql, statement } from "@pms/kit/db/statement";
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../store/gen/tables.ts";

/**
 * What the published figures are of, and the key of the noise upon them, which leaves the service
 * in no answer.
 */
export type Publication = { number: number; publishedAt: Date; tookMs: number; key: Buffer };

export async function getPublication(db: Kysely<DB>): Promise<Publication> {
  return db
    .selectFrom(["publication", "protection_key"])
    .select(["number", "published_at as publishedAt", "took_ms as tookMs", "key"])
    .executeTakeFirstOrThrow(() => new Error("There is no publication"));
}

/** Notes whose facts a batch has changed, when it went into the generation that is read. */
export async function noteChanges(
  tx: Transaction<DB>,
  generation: number,
  patientIds: readonly string[],
): Promise<void> {
  if (patientIds.length === 0) return;
  await run(
    tx,
    statement("note-changes")`
    INSERT INTO waiting_changes (patient_id)
    SELECT unnest(${[...new Set(patientIds)]}::uuid[])
    WHERE EXISTS (SELECT FROM generations WHERE number = ${generation} AND state = 'current')`,
  );
}

/**
 * Whether figures are to be published: the facts of so many patients have changed, of fewer but on
 * another day (UTC), or another generation is read now.
 */
export async function isPublicationDue(db: Kysely<DB>, patients: number): Promise<boolean> {
  const [row] = await run<{ due: boolean }>(
    db,
    statement("is-publication-due")`
    SELECT p.generation <> g.number
      OR (SELECT count(DISTINCT patient_id) FROM waiting_changes) >= ${patients}::int
      OR (p.published_at < date_trunc('day', now(), 'UTC') AND EXISTS (SELECT FROM waiting_changes)) AS due
    FROM publication p, generations g WHERE g.state = 'current'`,
  );
  return row?.due ?? false;
}

/**
 * Publishes the facts of this moment. Of several who try at once, all but one fail by serialisation
 * and find nothing due.
 */
export async function publishFigures(tx: Transaction<DB>, patients: number): Promise<boolean> {
  await run(tx, sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
  await run(tx, sql`SET LOCAL statement_timeout = '10min'`);
  await run(tx, sql`SET LOCAL work_mem = '64MB'`);
  await run(tx, sql`SELECT FROM publication FOR UPDATE`);
  if (!(await isPublicationDue(tx, patients))) return false;
  await run(tx, sql`DELETE FROM waiting_changes`);
  await run(
    tx,
    sql`
    SELECT publish_figures(p.number + 1, g.slot), publish_totals(g.slot)
    FROM publication p, generations g WHERE g.state = 'current'`,
  );
  await run(
    tx,
    sql`
    UPDATE publication p SET number = p.number + 1, generation = g.number, published_at = now(),
      took_ms = extract(epoch FROM clock_timestamp() - now()) * 1000
    FROM generations g WHERE g.state = 'current'`,
  );
  return true;
}
