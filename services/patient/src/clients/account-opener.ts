/**
 * Opens the billing accounts of new patients within a short deadline, and spares callers the wait
 * while billing fails.
 */
import { coalesce } from "@pms/kit/batching/coalesce";
import { ProblemError } from "@pms/kit/problem/problem";
import type { AccountRequest, Billing, BillingCaller, OpenedAccount } from "./billing.ts";
import type { Breaker } from "./breaker.ts";
import { isFaultOfNone } from "./open-possible-accounts.ts";

const deadlineMs = 1_500;
const batchDeadlineMs = 5_000;

/**
 * Both throw what billing says, or `wasSpared` when it was not asked because it has just failed
 * others.
 */
export type AccountOpener = {
  open(request: AccountRequest, caller: BillingCaller): Promise<OpenedAccount>;
  /** The same for a batch, in one call: all or none. */
  openAll(requests: readonly AccountRequest[], caller: BillingCaller): Promise<OpenedAccount[]>;
};

type WaitingRequest = { request: AccountRequest; caller: BillingCaller; askedAtMs: number };
type Outcome = { opened: OpenedAccount } | { refused: ProblemError };

/**
 * Calls of one caller that arrive while others are under way go to billing together, under that
 * caller's token: billing checks and audits who really asked, and nobody rides on another's rights.
 */
export function createAccountOpener({ billing, breaker }: { billing: Billing; breaker: Breaker }): AccountOpener {
  const openTogether = coalesce((batch: readonly WaitingRequest[]) => openByCaller(billing, batch, breaker), {
    batchSizeMax: 200,
    concurrency: 2,
    lingerMs: 2,
  });
  return {
    open: (request, caller) =>
      guarded(breaker, async () => {
        const outcome = await openTogether({ request, caller, askedAtMs: breaker.now() });
        if ("refused" in outcome) throw outcome.refused;
        return outcome.opened;
      }),
    openAll: (requests, caller) => guarded(breaker, () => billing.openAccounts(requests, caller, batchDeadlineMs)),
  };
}

const spared = new ProblemError("unavailable", "Billing has just failed others.");

/** Whether billing was not asked at all. */
export function wasSpared(error: unknown): boolean {
  return error === spared;
}

/** Whoever refuses, a dead token too, is there; only `unavailable` counts against billing. */
async function guarded<Answer>(breaker: Breaker, ask: () => Promise<Answer>): Promise<Answer> {
  if (!breaker.mayTry()) throw spared;
  try {
    const answer = await ask();
    breaker.succeeded();
    return answer;
  } catch (error) {
    if (error instanceof ProblemError && error !== spared) {
      if (error.kind === "unavailable") breaker.failed();
      else breaker.succeeded();
    }
    throw error;
  }
}

/** Whoever waited while billing failed others is not made to wait a second time. */
async function openByCaller(billing: Billing, batch: readonly WaitingRequest[], breaker: Breaker): Promise<Outcome[]> {
  const outcomes = new Map<WaitingRequest, Outcome>();
  const wanted = batch.filter(({ askedAtMs }) => askedAtMs >= breaker.failedAtMs());
  const groups = [...Map.groupBy(wanted, ({ caller }) => caller.token).values()];
  await Promise.all(
    groups.map(async (group) => {
      const answers = await openGroup(billing, group);
      for (const [index, item] of group.entries()) outcomes.set(item, answers[index] ?? unanswered());
    }),
  );
  return batch.map((item) => outcomes.get(item) ?? (wanted.includes(item) ? unanswered() : { refused: spared }));
}

const unanswered = (): Outcome => ({ refused: new ProblemError("unavailable", "Billing answered too little.") });

/** A batch is all or none: when billing refuses one, each is asked for alone. */
async function openGroup(billing: Billing, group: readonly WaitingRequest[]): Promise<Outcome[]> {
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
    if (isFaultOfNone(error) || group.length === 1) return group.map(() => ({ refused: error }));
    return (await Promise.all(group.map((item) => openGroup(billing, [item])))).flat();
  }
}
