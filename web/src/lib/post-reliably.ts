/** A write whose answer was lost is asked for again, under its key, until its outcome is known. */
import { call } from "./api.ts";
import { ApiError, isOutcomeUnknown } from "./problem.ts";

const pausesMs = [500, 1_000, 2_000, 4_000, 8_000];

/** Every attempt went unanswered. Pressing the button again sends the same key, so nothing can happen twice. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
}

type Options = { onChecking?: () => void; pause?: (ms: number) => Promise<void>; attempt?: typeof call };

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** POSTs until it is known what became of it: the answer, an `ApiError`, or at last `OutcomeUnknown`. */
export async function postReliably<Answer>(path: string, body: unknown, key: string, options: Options = {}) {
  const { onChecking = () => {}, pause = sleep, attempt = call } = options;
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      return await attempt<Answer>("POST", path, { body, key });
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
