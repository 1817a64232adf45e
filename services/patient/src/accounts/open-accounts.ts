/** Opens the billing accounts of new patients within a short deadline; what does not succeed is left to the retry loop. */
import type { BillingState } from "@pms/contracts/patients";
import { coalesce } from "@pms/kit/batching/coalesce";
import type { Queryable } from "@pms/kit/db/database";
import { ProblemError } from "@pms/kit/http/problem";
import type { Logger } from "@pms/kit/observe/log";
import type { AccountRequest, Billing, BillingCaller } from "./billing.ts";
import type { Breaker } from "./breaker.ts";
import { markAccountsOpen, type OpenedAccount } from "./store/pending-accounts.ts";

const deadlineMs = 1_500;
const batchDeadlineMs = 5_000;

type Asked = { request: AccountRequest; caller: BillingCaller; askedAtMs: number };
type Outcome = { opened: OpenedAccount } | { refused: ProblemError };

export type AccountOpener = {
  /** Never throws: the patient is registered, whatever becomes of the account. */
  open(request: AccountRequest, caller: BillingCaller): Promise<BillingState>;
  /** The same for a batch, in one call; answers in its order. */
  openAll(requests: readonly AccountRequest[], caller: BillingCaller): Promise<BillingState[]>;
};

/**
 * Calls of one caller that arrive while others are under way go to billing together, under that caller's token: billing
 * checks and audits who really asked, and no caller's request rides on another's rights.
 */
export function createAccountOpener(options: {
  billing: Billing;
  on: Queryable;
  breaker: Breaker;
  logger: Logger;
}): AccountOpener {
  const { billing, on, breaker, logger } = options;
  const ask = coalesce((asked: readonly Asked[]) => openByCaller(billing, asked, breaker), {
    batchSizeMax: 200,
    concurrency: 2,
    lingerMs: 2,
  });
  const mark = coalesce(
    async (opened: readonly OpenedAccount[]) => {
      await markAccountsOpen(on, opened);
      return opened;
    },
    { batchSizeMax: 500, concurrency: 2 },
  );
  const pending = (request: AccountRequest): BillingState => ({ accountId: request.accountId, status: "pending" });
  const failed = (error: unknown) => {
    // That our own database fails says nothing of billing; and whoever refuses, a dead token too, is there.
    if (error === spared) return;
    if (error instanceof ProblemError && error.kind === "unavailable") breaker.failed();
    else if (error instanceof ProblemError) breaker.succeeded();
    logger.warn({ err: error }, "a billing account could not be opened at once; it is tried again");
  };

  return {
    async open(request, caller) {
      if (!breaker.mayTry()) return pending(request);
      try {
        const outcome = await ask({ request, caller, askedAtMs: breaker.now() });
        if ("refused" in outcome) throw outcome.refused;
        breaker.succeeded();
        await mark(outcome.opened);
        return { accountId: outcome.opened.accountId, status: "active" };
      } catch (error) {
        failed(error);
        return pending(request);
      }
    },
    async openAll(requests, caller) {
      if (requests.length === 0) return [];
      if (!breaker.mayTry()) return requests.map(pending);
      try {
        const opened = await billing.openAccounts(requests, caller, batchDeadlineMs);
        breaker.succeeded();
        await markAccountsOpen(on, opened);
        const accountIds = new Map(opened.map(({ patientId, accountId }) => [patientId, accountId]));
        return requests.map((request) => {
          const accountId = accountIds.get(request.patientId);
          return accountId === undefined ? pending(request) : { accountId, status: "active" };
        });
      } catch (error) {
        failed(error);
        return requests.map(pending);
      }
    },
  };
}

/** Whoever waited while billing failed others is not made to wait a second time. */
async function openByCaller(billing: Billing, asked: readonly Asked[], breaker: Breaker): Promise<Outcome[]> {
  const outcomes = new Map<Asked, Outcome>();
  const wanted = asked.filter(({ askedAtMs }) => askedAtMs >= breaker.failedAtMs());
  const groups = [...Map.groupBy(wanted, ({ caller }) => caller.token).values()];
  await Promise.all(
    groups.map(async (group) => {
      const answers = await openGroup(billing, group);
      for (const [index, item] of group.entries()) outcomes.set(item, answers[index] ?? unanswered());
    }),
  );
  return asked.map((item) => outcomes.get(item) ?? (wanted.includes(item) ? unanswered() : { refused: spared }));
}

const spared = new ProblemError("unavailable", "Billing has just failed others.");
const unanswered = (): Outcome => ({ refused: new ProblemError("unavailable", "Billing answered too little.") });

/** A batch is all or none: when billing refuses one, each is asked for alone. */
async function openGroup(billing: Billing, group: readonly Asked[]): Promise<Outcome[]> {
  const caller = group[0]?.caller;
  if (!caller) return [];
  try {
    // The audit of a call for many requests must not name one of them.
    const { requestId: _requestId, ...shared } = caller;
    const opened = await billing.openAccounts(
      group.map(({ request }) => request),
      group.length === 1 ? caller : shared,
      deadlineMs,
    );
    return opened.map((account) => ({ opened: account }));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const ofAll = error.kind === "unavailable" || error.kind === "unauthenticated";
    if (ofAll || group.length === 1) return group.map(() => ({ refused: error }));
    return (await Promise.all(group.map((item) => openGroup(billing, [item])))).flat();
  }
}
