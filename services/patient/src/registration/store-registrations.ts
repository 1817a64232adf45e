/** Registrations that arrive together are stored together; each has its own outcome. */
import { coalesce } from "@pms/kit/batching/coalesce";
import { createLimit } from "@pms/kit/batching/parallel-limit";
import type { Queryable } from "@pms/kit/db/database";
import { databaseErrorKind } from "@pms/kit/db/errors";
import { isWaitTimeout } from "@pms/kit/db/outage";
import { stillRunning } from "@pms/kit/http/idempotency";
import { insertRegistrations, type NewRegistration } from "./store/insert-registrations.ts";

export type RegistrationStore = {
  /**
   * Resolves when the registration is committed: true, or false when its Idempotency-Key was used before. Throws what the
   * database says of this registration; another's fault is not this one's.
   */
  store(registration: NewRegistration): Promise<boolean>;
};

/** Few, as the pool is for others too. */
const aloneAtOnce = 3;

type Outcome = { stored: boolean } | { error: unknown };

export function createRegistrationStore(on: Queryable): RegistrationStore {
  const storeTogether = coalesce((asked: readonly NewRegistration[]) => storeOncePerKey(on, asked), {
    batchSizeMax: 50,
    concurrency: 2,
    lingerMs: 2,
  });
  return {
    async store(registration) {
      const outcome = await storeTogether(registration);
      if ("error" in outcome) throw outcome.error;
      return outcome.stored;
    },
  };
}

/** Of those with one key the first is stored; the others are answered as it was, or told to come again. */
async function storeOncePerKey(on: Queryable, asked: readonly NewRegistration[]): Promise<Outcome[]> {
  const firsts = new Map<string | NewRegistration, NewRegistration>();
  for (const each of asked) if (!firsts.has(keyOf(each))) firsts.set(keyOf(each), each);
  const distinct = [...firsts.values()];
  const outcomes = await storeParted(on, distinct);
  const byRegistration = new Map(distinct.map((each, index) => [each, outcomes[index]]));
  return asked.map((each) => {
    const own = byRegistration.get(each);
    if (own) return own;
    const first = firsts.get(keyOf(each));
    const failed = first && "error" in (byRegistration.get(first) ?? { error: undefined });
    return failed ? { error: stillRunning() } : { stored: false };
  });
}

const keyOf = (each: NewRegistration): string | NewRegistration => each.key?.scope.toString("base64") ?? each;

/** Where the database refuses one of many, they are halved until it stands alone; in order, so that the first one wins. */
async function storeParted(on: Queryable, registrations: readonly NewRegistration[]): Promise<Outcome[]> {
  try {
    const stored = await insertRegistrations(on, registrations);
    return registrations.map(({ patient }) => ({ stored: stored.has(patient.id) }));
  } catch (error) {
    if (registrations.length === 1 || !isFaultOfOne(error)) return registrations.map(() => ({ error }));
    if (isWaitTimeout(error)) return storeEach(on, registrations);
    const half = Math.ceil(registrations.length / 2);
    const first = await storeParted(on, registrations.slice(0, half));
    return [...first, ...(await storeParted(on, registrations.slice(half)))];
  }
}

/** One of them waits for somebody's lock: each alone, so that the others are not behind it a second time. */
async function storeEach(on: Queryable, registrations: readonly NewRegistration[]): Promise<Outcome[]> {
  const inTurn = createLimit(aloneAtOnce);
  return Promise.all(
    registrations.map((registration) =>
      inTurn(() => insertRegistrations(on, [registration])).then(
        (stored) => ({ stored: stored.has(registration.patient.id) }),
        (error: unknown) => ({ error }),
      ),
    ),
  );
}

/** PostgreSQL has rolled back, for the sake of a row. After an outage nobody knows what was stored: then all have failed. */
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
