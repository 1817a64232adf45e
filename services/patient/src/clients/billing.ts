/** What patients need of billing. Failures are ProblemErrors: `unavailable` may pass. */
import type { Caller } from "@pms/kit/audit/caller";

/** An account that billing has: whose, and which. */
export type OpenedAccount = { patientId: string; accountId: string };

export type AccountRequest = {
  patientId: string;
  facilityId: string;
  /** Made here, so that the answer to a registration can name it before billing has answered. */
  accountId: string;
  ownerUserId: string | undefined;
  /** Years of birth and death, 0 where not known. */
  birthYear: number;
  deathYear: number;
};
/** Where an account is, and by which version of the patient's record; 0 when it is as opened. */
export type Place = { facilityId: string; patientVersion: number };
export type Account = OpenedAccount & Place & { balanceMinor: bigint; closed: boolean };
/** @property overdueEvents on the last page: what billing should have published and has not */
export type AccountPage = { accounts: Account[]; nextPageToken: string; overdueEvents: number };

/** On whose behalf billing is called, and in which request. */
export type BillingCaller = { token: string; traceparent?: string; requestId?: string };

/** Billing is asked with the caller's own rights. */
export function billingCallerOf({ actor, audit: { traceparent, requestId } }: Caller): BillingCaller {
  return { token: actor.token, requestId, ...(traceparent && { traceparent }) };
}

export type Billing = {
  /** Idempotent by patient; answers in the order asked. All or none. */
  openAccounts(
    requests: readonly AccountRequest[],
    caller: BillingCaller,
    deadlineMs: number,
  ): Promise<OpenedAccount[]>;
  findAccount(patientId: string, caller: BillingCaller): Promise<Account | undefined>;
  /** `conflict` while the account has a balance. */
  closeAccount(accountId: string, caller: BillingCaller): Promise<void>;
  reopenAccount(accountId: string, caller: BillingCaller): Promise<void>;
  moveAccount(accountId: string, to: Place, caller: BillingCaller): Promise<void>;
  /** In the order of account ids, 1,000 at a time. */
  listAccounts(pageToken: string, caller: BillingCaller): Promise<AccountPage>;
};
