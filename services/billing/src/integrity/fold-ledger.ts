import { setTimeout as sleep } from "node:timers/promises";
import type { Deps } from "../deps.ts";
import { foldLedger } from "./store/ledger-sums.ts";

const everyMs = 1_000;
const rowsMax = 10_000;

/**
 * Keeps the checkpoints of the ledger near to it, so that the trial balance has little to add.
 * Several instances may do so at once, and none need do so for the sums to be right.
 */
export function startFoldingLedger({ database, logger }: Pick<Deps, "database" | "logger">): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const working = (async () => {
    while (!stopping.signal.aborted) {
      try {
        while (!stopping.signal.aborted && (await foldLedger(database.db, rowsMax)) > 0);
      } catch (error) {
        logger.warn({ err: error }, "the ledger could not be folded; trying again");
      }
      // Being aborted is the purpose.
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}
