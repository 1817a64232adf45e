/** Acknowledges what auth told: one call at a time, always for the newest. */
import type { Revocations } from "./revocations.ts";

type Told = { watchId: string; sequence: bigint };
export type AcknowledgeRpc = (told: Told) => Promise<unknown>;

/** @param onRefused auth has ended the stream, or cannot be reached: another snapshot is needed */
export function createAcknowledger(
  tell: AcknowledgeRpc,
  revocations: Pick<Revocations, "heard" | "moment">,
  onRefused: () => void,
): { acknowledge(told: Told): Promise<void> } {
  let newest: Told | undefined;
  let telling: Promise<void> | undefined;

  async function tellAll(): Promise<void> {
    while (newest) {
      const told = newest;
      // As of just before it is sent: auth reckons from when it comes, which is later.
      const at = revocations.moment();
      newest = undefined;
      await tell(told);
      revocations.heard(at);
    }
  }
  return {
    /** Resolves when it is known to be taken; never when it is refused. */
    async acknowledge(told) {
      // Auth of a version that waits for nobody.
      if (told.watchId === "") return revocations.heard();
      newest = told;
      telling ??= tellAll().finally(() => {
        telling = undefined;
      });
      await telling.catch(() => {
        onRefused();
        return new Promise<never>(() => {});
      });
    },
  };
}
