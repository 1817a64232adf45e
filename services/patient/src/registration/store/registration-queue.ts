/** Registrations that arrive together are stored together; each has its own outcome. */
import { coalesce } from "@pms/kit/batching/coalesce";
import { createLimit } from "@pms/kit/batching/parallel-limit";
import { databaseErrorKind } from "@pms/kit/db/errors";
import { isWaitTimeout } from "@pms/kit/db/outage";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import { type IdempotentRequest, stillRunning } from "@pms/kit/http/idempotency";
import type { NewPatient } from "../new-patient.ts";

/** A patient, and what is stored exactly when the patient is. */
export type NewRegistration = {
  patient: NewPatient;
  /** Keyed by the patient's id. */
  event: OutboxEvent;
  /** An `AuditRecorded` of this registration. */
  audit: Uint8Array;
  key: IdempotentRequest | undefined;
};

/** Stores all or, when it throws, none. @returns the ids of the patients that were stored */
type InsertMany = (registrations: readonly NewRegistration[]) => Promise<Set<string>>;
type Outcome = { stored: boolean } | { error: unknown };

/** Few, as the pool is for others too. */
const aloneAtOnce = 3;

/** @returns stores one registration, with an outcome of its own as `InsertRegistration` says */
export function queueRegistrations(insertMany: InsertMany): (registration: NewRegistration) => Promise<boolean> {
  const insertTogether = coalesce((batch: readonly NewRegistration[]) => insertOncePerKey(insertMany, batch), {
    batchSizeMax: 50,
    concurrency: 2,
    lingerMs: 2,
  });
  return async (registration) => {
    const outcome = await insertTogether(registration);
    if ("error" in outcome) throw outcome.error;
    return outcome.stored;
  };
}

/**
 * Of those with one key the first is stored; the others are answered as it was, or told to come
 * again.
 */
async function insertOncePerKey(insertMany: InsertMany, batch: readonly NewRegistration[]): Promise<Outcome[]> {
  const firsts = new Map<string | NewRegistration, NewRegistration>();
  for (const each of batch) if (!firsts.has(keyOf(each))) firsts.set(keyOf(each), each);
  const distinct = [...firsts.values()];
  const outcomes = await insertInHalves(insertMany, distinct);
  const byRegistration = new Map(distinct.map((each, index) => [each, outcomes[index]]));
  return batch.map((each) => {
    const own = byRegistration.get(each);
    if (own) return own;
    const first = firsts.get(keyOf(each));
    const failed = first && "error" in (byRegistration.get(first) ?? { error: undefined });
    return failed ? { error: stillRunning() } : { stored: false };
  });
}

const keyOf = (each: NewRegistration): string | NewRegistration => each.key?.scope.toString("base64") ?? each;

/**
 * Where the database refuses one of many, they are halved until it stands alone; in order, so that
 * the first one wins.
 */
async function insertInHalves(insertMany: InsertMany, registrations: readonly NewRegistration[]): Promise<Outcome[]> {
  try {
    const stored = await insertMany(registrations);
    return registrations.map(({ patient }) => ({ stored: stored.has(patient.id) }));
  } catch (error) {
    if (registrations.length === 1 || !isFaultOfOne(error)) return registrations.map(() => ({ error }));
    if (isWaitTimeout(error)) return insertEach(insertMany, registrations);
    const half = Math.ceil(registrations.length / 2);
    const first = await insertInHalves(insertMany, registrations.slice(0, half));
    return [...first, ...(await insertInHalves(insertMany, registrations.slice(half)))];
  }
}

/**
 * One of them waits for somebody's lock: each alone, so that the others are not behind it a second
 * time.
 */
async function insertEach(insertMany: InsertMany, registrations: readonly NewRegistration[]): Promise<Outcome[]> {
  const inTurn = createLimit(aloneAtOnce);
  return Promise.all(
    registrations.map((registration) =>
      inTurn(() => insertMany([registration])).then(
        (stored) => ({ stored: stored.has(registration.patient.id) }),
        (error: unknown) => ({ error }),
      ),
    ),
  );
}

/**
 * PostgreSQL has rolled back, for the sake of a row. After an outage nobody knows what was stored:
 * then all have failed.
 */
function isFaultOfOne(error: unknown): boolean {
  switch (databaseErrorKind(error)) {
    case undefined:
    case "outage":
    case "query-canceled":
    case "permission":
      return false;
    default:
      return true;
  }
}
