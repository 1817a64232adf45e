/** Opens the accounts that billing did not open when their patients were registered (REL-3). */

import { backOffMs, createWakeUp } from "@pms/kit/batching/wake-up";
import type { Database } from "@pms/kit/db/database";
import { commit } from "@pms/kit/events/commit";
import type { Logger } from "@pms/kit/observe/log";
import type { Billing } from "../clients/billing.ts";
import type { Breaker } from "../clients/breaker.ts";
import { openPossibleAccounts } from "../clients/open-possible-accounts.ts";
import type { DB } from "../store/gen/tables.ts";
import { accountRequestOf } from "./account-request.ts";
import { lockDueAccounts, markAccountsOpen, postponeAccounts } from "./store/pending-accounts.ts";

const batchSize = 500;
const pollMs = 1_000;
/**
 * While billing is down it is asked this often at least, so that accounts follow its return within
 * two seconds.
 */
const pauseMaxMs = 800;

export type AccountRetries = { stop(): Promise<void> };
export type RetryOptions = {
  database: Pick<Database<DB>, "db">;
  billing: Billing;
  breaker: Breaker;
  /** A token of the service itself: nobody waits for these. */
  serviceToken: () => Promise<string>;
  logger: Logger;
};

export function startAccountRetries(options: RetryOptions): AccountRetries {
  const wakeUp = createWakeUp();
  let stopping = false;
  let failures = 0;

  const working = (async () => {
    while (!stopping) {
      try {
        const tried = await retryDueAccounts(options);
        failures = 0;
        if (tried === batchSize) continue;
        await wakeUp.wait(pollMs);
      } catch (error) {
        if (failures === 0) options.logger.warn({ err: error }, "billing accounts are still pending");
        await wakeUp.wait(backOffMs(failures++, 100, pauseMaxMs));
      }
    }
  })();
  return {
    async stop() {
      stopping = true;
      wakeUp.call();
      await working;
    },
  };
}

/**
 * @returns how many were due, at most a batch; throws when billing is unavailable. Two instances
 * share no row.
 */
export async function retryDueAccounts(options: RetryOptions): Promise<number> {
  const { database, billing, breaker, serviceToken } = options;
  return commit({ database }, async (tx) => {
    const due = await lockDueAccounts(tx, batchSize);
    if (due.length === 0) return 0;
    const caller = { token: await serviceToken() };
    const opened = await openPossibleAccounts(billing, due.map(accountRequestOf), caller);
    breaker.succeeded();
    await markAccountsOpen(tx, opened);
    const done = new Set(opened.map(({ patientId }) => patientId));
    const refused = due.filter(({ patient_id }) => !done.has(patient_id));
    if (refused.length > 0) {
      options.logger.error({ count: refused.length }, "billing refuses to open accounts");
      await postponeAccounts(
        tx,
        refused.map(({ patient_id }) => patient_id),
      );
    }
    return due.length;
  });
}
