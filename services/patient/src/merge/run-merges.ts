/** Brings merges to their ends, step by step: whoever dies in the middle, another instance goes on. */
import { backOffMs, createWakeUp } from "@pms/kit/batching/wake-up";
import { commit } from "@pms/kit/events/commit";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import type { DB } from "../store/gen/tables.ts";
import { mergeBothRecords, unmergeBothRecords } from "./merge-records.ts";
import { advance, lockDueMerge, type MergeRow, postpone, release } from "./store/merges.ts";

const pollMs = 500;
const pauseMaxMs = 2_000;

export type Merging = { wake(): void; stop(): Promise<void> };
export type MergingDeps = Pick<
  Deps,
  "billing" | "serviceToken" | "phoneCountry" | "identifierTypes" | "logger" | "now" | "relay"
> & {
  database: Pick<Deps["database"], "db">;
};

export function startMerging(deps: MergingDeps): Merging {
  const wakeUp = createWakeUp();
  let stopping = false;
  let failures = 0;
  const working = (async () => {
    while (!stopping) {
      try {
        if (await takeStep(deps)) continue;
        failures = 0;
        await wakeUp.wait(pollMs);
      } catch (error) {
        if (failures === 0) deps.logger.warn({ err: error }, "a merge waits and is tried again");
        await wakeUp.wait(backOffMs(failures++, 100, pauseMaxMs));
      }
    }
  })();
  return {
    wake: () => wakeUp.call(),
    async stop() {
      stopping = true;
      wakeUp.call();
      await working;
    },
  };
}

/** @returns whether there may be more to do at once. Two instances share no merge. */
export async function takeStep(deps: MergingDeps): Promise<boolean> {
  let taken: MergeRow | undefined;
  try {
    return await commit(deps, async (tx) => {
      taken = await lockDueMerge(tx);
      if (taken) await step(tx, deps, taken);
      return taken !== undefined;
    });
  } catch (error) {
    if (!taken) throw error;
    await settle(deps, taken, error);
    return true;
  }
}

/** One step, committed with the state that follows; each may be done again. */
async function step(tx: Transaction<DB>, deps: MergingDeps, merge: MergeRow): Promise<void> {
  const { id, survivor_id: survivorId, merged_id: mergedId } = merge;
  const at = deps.now();
  const caller = async ({ requestId, traceparent }: MergeRow["requested_by"]) => ({
    token: await deps.serviceToken(),
    requestId,
    ...(traceparent && { traceparent }),
  });
  switch (merge.state) {
    case "moving-account":
      await deps.billing.mergeAccounts({ mergeId: id, survivorId, mergedId }, await caller(merge.requested_by));
      return advance(tx, { id, state: "merging-records", at });
    case "merging-records":
      return mergeBothRecords(tx, deps, merge);
    case "returning-account":
      await deps.billing.unmergeAccounts(id, [], await caller(merge.requested_by));
      await release(tx, id);
      return advance(tx, { id, state: "failed", at });
    case "undoing-account": {
      const by = merge.undo_requested_by ?? merge.requested_by;
      await deps.billing.unmergeAccounts(id, merge.undo_transactions, await caller(by));
      return advance(tx, { id, state: "undoing-records", at });
    }
    case "undoing-records":
      return unmergeBothRecords(tx, deps, merge);
    case "done":
    case "failed":
    case "undone":
      return undefined;
  }
}

/** Refused by a rule: what was begun is given back. Anything else passes, and is tried again. */
async function settle(deps: MergingDeps, { id, state }: MergeRow, error: unknown): Promise<void> {
  const refusal = error instanceof ProblemError && refusals.has(error.kind) ? error.message : undefined;
  const at = deps.now();
  await commit(deps, async (tx) => {
    if (refusal !== undefined && (state === "moving-account" || state === "merging-records"))
      return advance(tx, { id, state: "returning-account", problem: refusal, at });
    if (refusal !== undefined && state === "undoing-account") {
      await release(tx, id);
      return advance(tx, { id, state: "done", problem: refusal, at });
    }
    return postpone(tx, id);
  });
  const isExpected = error instanceof ProblemError && error.kind !== "internal";
  if (refusal !== undefined) deps.logger.warn({ event: "merge-refused", state }, "a merge is given up");
  else if (!isExpected) deps.logger.error({ err: error, state }, "a step of a merge failed and is tried again");
}

const refusals: ReadonlySet<string> = new Set(["conflict", "rule-violated", "invalid"]);
