/** A write whose answer was lost is asked for again, under its key, until its outcome is known. */
import { ApiError, isOutcomeUnknown } from "./problem.ts";

const pausesMs = [500, 1_000, 2_000, 4_000, 8_000];

/** Every attempt went unanswered. Pressing the button again sends the same key, so nothing can happen twice. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
}

type Options = { onChecking?: () => void; pause?: (ms: number) => Promise<void> };

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Sends until it is known what became of it: the answer, an `ApiError`, or at last `OutcomeUnknown`. Every attempt must send the same key. */
export async function postReliably<Answer>(attempt: () => Promise<Answer>, options: Options = {}): Promise<Answer> {
  const { onChecking = () => {}, pause = sleep } = options;
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      return await attempt();
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
      if (pauseMs === undefined) throw new OutcomeUnknown("outcome unknown", { cause: error });
      onChecking();
      await pause(
        error instanceof ApiError ? Math.min((error.retryAfterSeconds ?? 0) * 1000 || pauseMs, 8_000) : pauseMs,
      );
    }
  }
  throw new OutcomeUnknown("outcome unknown");
}
