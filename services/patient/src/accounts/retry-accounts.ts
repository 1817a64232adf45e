/** Opens the accounts that billing did not open when their patients were registered (REL-3). */
import { type Database, inTransaction } from "@pms/kit/db/database";
import { backOffMs, createWakeUp } from "@pms/kit/events/log/wake-up";
import { ProblemError } from "@pms/kit/http/problem";
import type { Logger } from "@pms/kit/observe/log";
import type { DB } from "../store/gen/tables.ts";
import type { AccountRequest, Billing, BillingCaller } from "./billing.ts";
import type { Breaker } from "./breaker.ts";
import {
  lockDueAccounts,
  markAccountsOpen,
  type OpenedAccount,
  type PendingAccount,
  postponeAccounts,
} from "./store/pending-accounts.ts";

const batchSize = 500;
const pollMs = 1_000;
const deadlineMs = 5_000;
/** While billing is down it is asked this often at least, so that accounts follow its return within two seconds. */
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

/** @returns how many were due, at most one batch; throws when billing is unavailable. Two instances never share a row. */
export async function retryDueAccounts(options: RetryOptions): Promise<number> {
  const { database, billing, breaker, serviceToken } = options;
  return inTransaction(database, async (tx) => {
    const due = await lockDueAccounts(tx, batchSize);
    if (due.length === 0) return 0;
    const caller = { token: await serviceToken() };
    const opened = await openOrPart(billing, due.map(toRequest), caller);
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

/** Opens all; when billing refuses the batch, halves it until only the refused are left out. */
export async function openOrPart(
  billing: Billing,
  requests: readonly AccountRequest[],
  caller: BillingCaller,
): Promise<OpenedAccount[]> {
  try {
    return await billing.openAccounts(requests, caller, deadlineMs);
  } catch (error) {
    // No one account's fault: of these two every request would fail.
    if (!(error instanceof ProblemError) || error.kind === "unavailable" || error.kind === "unauthenticated")
      throw error;
    if (requests.length === 1) return [];
    const half = Math.ceil(requests.length / 2);
    const first = await openOrPart(billing, requests.slice(0, half), caller);
    return [...first, ...(await openOrPart(billing, requests.slice(half), caller))];
  }
}

function toRequest(row: PendingAccount): AccountRequest {
  return {
    patientId: row.patient_id,
    accountId: row.account_id,
    facilityId: row.facility_id,
    ownerUserId: row.owner_user_id ?? undefined,
    birthYear: row.birth_year ?? 0,
    deathYear: row.death_year ?? 0,
  };
}
