import { coalesce } from "@pms/kit/batching/coalesce";
import { ProblemError } from "@pms/kit/problem/problem";
import type { AccountRow } from "../store/tables.ts";
import { type Opening, type OpeningDeps, openMissingAccounts } from "./open-accounts.ts";

type WaitingCall = { opening: Opening; signal: AbortSignal };
type Opened = AccountRow | ProblemError;

/**
 * Registering patients waits for this: calls that arrive together are one statement and one commit.
 */
export function createAccountOpener(deps: OpeningDeps): (call: WaitingCall) => Promise<Opened> {
  return coalesce<WaitingCall, Opened>((calls) => openWanted(deps, calls), { batchSizeMax: 200, concurrency: 2 });
}

/** Leaves out the calls whose deadline has passed or that were cancelled while they waited. */
async function openWanted(deps: OpeningDeps, calls: readonly WaitingCall[]): Promise<Opened[]> {
  const wanted = calls.filter(({ signal }) => !signal.aborted);
  const openings = wanted.map(({ opening }) => opening);
  const answers = wanted.length > 0 ? await openMissingAccounts(deps, openings) : [];
  const answersOfCalls = new Map(wanted.map((call, index) => [call, answers[index]]));
  return calls.map((call) => answersOfCalls.get(call) ?? new ProblemError("timed-out"));
}
