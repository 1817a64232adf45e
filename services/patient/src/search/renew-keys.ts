/**
 * Keys of patients that another rule or country derived are derived anew, behind the work of the
 * service.
 */
import type { PhoneCountry } from "@pms/contracts/text/phone-numbers";
import { backOffMs, createWakeUp } from "@pms/kit/batching/wake-up";
import type { Database } from "@pms/kit/db/database";
import { commit } from "@pms/kit/events/commit";
import type { Logger } from "@pms/kit/observe/log";
import type { DB } from "../store/gen/tables.ts";
import { hasStaleKeys, renewIdentifierKeys, renewPatientKeys } from "./store/stale-keys.ts";

const batchSize = 500;
/** How often to look for rows that a service of the version before wrote meanwhile. */
const pollMs = 10_000;
const pauseMaxMs = 5_000;
/** While another instance renews the last rows. */
const othersMs = 100;

export type KeyRenewal = {
  /**
   * True once all that was there at the start can be found by today's rule: a search before that
   * would miss some.
   */
  isCurrent(): boolean;
  /**
   * Resolves after the first look: where nothing is to be renewed, a service that starts is ready
   * at once.
   */
  firstLook: Promise<void>;
  stop(): Promise<void>;
};

type Options = { database: Pick<Database<DB>, "db" | "pool">; phoneCountry: PhoneCountry; logger: Logger };

export function startKeyRenewal(options: Options): KeyRenewal {
  const wakeUp = createWakeUp();
  let stopping = false;
  let current = false;
  let failures = 0;
  const { promise: firstLook, resolve: looked } = Promise.withResolvers<void>();

  const working = (async () => {
    while (!stopping) {
      try {
        if ((await renewKeys(options)) > 0) {
          looked();
          continue;
        }
        const isDone = !(await hasStaleKeys(options.database.pool, options.phoneCountry));
        current ||= isDone;
        looked();
        failures = 0;
        await wakeUp.wait(isDone ? pollMs : othersMs);
      } catch (error) {
        looked();
        if (failures === 0)
          options.logger.warn({ err: error }, "the keys of patients could not be renewed; trying again");
        await wakeUp.wait(backOffMs(failures++, 100, pauseMaxMs));
      }
    }
  })();
  return {
    isCurrent: () => current,
    firstLook,
    async stop() {
      stopping = true;
      wakeUp.call();
      await working;
      looked();
    },
  };
}

/** One batch of each kind. @returns how many rows were renewed */
export async function renewKeys({ database, phoneCountry, logger }: Options): Promise<number> {
  const patients = await commit({ database }, (tx) => renewPatientKeys(tx, phoneCountry, batchSize));
  const identifiers = await commit({ database }, (tx) => renewIdentifierKeys(tx, batchSize));
  if (identifiers.twins > 0)
    logger.warn(
      { count: identifiers.twins },
      "ids of patients are one by today's rule: whose they are is to be decided (patient_identifiers.twin > 0)",
    );
  return patients + identifiers.count;
}
