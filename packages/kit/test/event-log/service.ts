/** A service as the pipeline sees it: a database with outbox and inbox, and effects to compare. */

import { type Kysely, sql, type Transaction } from "kysely";
import pg from "pg";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { kitMigrations } from "../../src/db/migration-files.ts";
import { enqueueEvents } from "../../src/events/outbox.ts";
import { testDatabase } from "../../src/testing/postgres.ts";

export interface EffectsSchema {
  effects: { seq: number; key: string; number: number };
}

export interface Service {
  database: Database<EffectsSchema>;
  url: string;
  /** Stores an event that carries the number, in a transaction that waits for `beforeCommit`. */
  enqueue(topic: string, key: string, numbers: readonly number[], beforeCommit?: () => Promise<void>): Promise<void>;
  /** The numbers that had an effect on each key, in order. */
  effects(): Promise<Map<string, number[]>>;
  pending(): Promise<number>;
}

interface TestContext {
  after(fn: () => Promise<void>): void;
}

export async function newService(t: TestContext): Promise<Service> {
  const { url, ownerUrl } = await testDatabase(t, { sets: [kitMigrations], name: "pipeline" });
  return openService(t, url, ownerUrl);
}

export async function openService(t: TestContext, url: string, ownerUrl: string): Promise<Service> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query("CREATE TABLE effects (seq bigint GENERATED ALWAYS AS IDENTITY, key text, number integer)");
  await owner.end();
  const database = openDatabase<EffectsSchema>({ url, maxConnections: 5, applicationName: "test" });
  t.after(() => database.close());
  return {
    database,
    url,
    async enqueue(topic, key, numbers, beforeCommit) {
      await database.db.transaction().execute(async (tx) => {
        const payloads = numbers.map((number) => new TextEncoder().encode(String(number)));
        await enqueueEvents(
          tx,
          payloads.map((payload) => ({ topic, key, type: "Numbered", payload })),
        );
        await beforeCommit?.();
      });
    },
    effects: () => readEffects(database.db),
    async pending() {
      const { rows } = await database.pool.query<{ count: bigint }>("SELECT count(*) FROM outbox");
      return Number(rows[0]?.count);
    },
  };
}

async function readEffects(db: Kysely<EffectsSchema>): Promise<Map<string, number[]>> {
  const rows = await db.selectFrom("effects").select(["key", "number"]).orderBy("seq").execute();
  const byKey = Map.groupBy(rows, (row) => row.key);
  return new Map([...byKey].map(([key, own]) => [key, own.map((row) => row.number)]));
}

/** The effect of an event: a row. */
export async function recordEffect(
  tx: Transaction<EffectsSchema>,
  event: { key: string; payload: Uint8Array },
): Promise<void> {
  const number = Number(new TextDecoder().decode(event.payload));
  await sql`INSERT INTO effects (key, number) VALUES (${event.key}, ${number})`.execute(tx);
}

export async function recordEffects(
  tx: Transaction<EffectsSchema>,
  events: readonly { key: string; payload: Uint8Array }[],
): Promise<void> {
  for (const event of events) await recordEffect(tx, event);
}
