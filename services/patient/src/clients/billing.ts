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

/** Signed minor units. */
export type AccountSum = OpenedAccount & { balanceMinor: bigint; currency: string };
export type AccountMove = { survivor: AccountSum; merged: AccountSum; movedMinor: bigint; movedPayerMinor: bigint };
export type PostedSince = {
  id: string;
  type: string;
  amountMinor: bigint;
  currency: string;
  effectiveOn: string;
  postedAt: string;
  code: string;
};
type MergeIds = { mergeId: string; survivorId: string; mergedId: string };

export type Billing = {
  /** What a merge would move. `conflict` with billing's reason, `not-found` while one is pending. */
  previewMerge(ids: MergeIds, caller: BillingCaller): Promise<AccountMove>;
  /** Idempotent by merge. Refuses as the preview does. */
  mergeAccounts(ids: MergeIds, caller: BillingCaller): Promise<void>;
  /** What was posted to the survivor's account since. `conflict` with billing's reason. */
  previewUnmerge(mergeId: string, caller: BillingCaller): Promise<PostedSince[]>;
  /** Idempotent by merge, also of one that never was. */
  unmergeAccounts(mergeId: string, transactionIds: readonly string[], caller: BillingCaller): Promise<void>;
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
