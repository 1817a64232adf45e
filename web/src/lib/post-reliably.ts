/**
 * A POST whose outcome is learnt before anything else is sent: one body under one Idempotency-Key,
 * until the server has said what became of it (REL-4).
 */
import { draftNames, dropDraft, findDraft, keepDraft } from "./drafts.ts";
import { ApiError, isOutcomeUnknown } from "./problem.ts";

/**
 * What was sent and is not settled. `unknown`: nobody is asking any longer; it may have been saved,
 * or may not.
 */
export type Attempt<Body> = { body: Body; key: string; state: "sending" | "checking" | "unknown" };

const prefix = "post:";

/**
 * Under which name the drafts hold a form's attempt: like them it outlives the page, and not the
 * log-in.
 */
export const attemptName = (form: string) => `${prefix}${form}`;

/**
 * Settles what was left `unknown` once something else has told what became of it. True when there
 * was such a one.
 */
export function dropUnknown(form: string): boolean {
  if (findDraft<Attempt<unknown>>(attemptName(form))?.state !== "unknown") return false;
  dropDraft(attemptName(form));
  return true;
}

/** The forms of which something was sent and is not settled. */
export function heldForms(): string[] {
  return draftNames().flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

const pausesMs = [500, 1_000, 2_000, 4_000, 8_000];
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Refusals that are given before the key is looked at, and that may fall on what was saved under it
 * a moment ago.
 */
const tellsNothingOfTheKey = new Set([401, 403, 404, 429]);

function pauseOf(error: unknown, pauseMs: number): number {
  const askedMs = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  return Math.min(askedMs || pauseMs, 8_000);
}

/**
 * Sends, and asks again under the same key while the answer is lost. An attempt that was left
 * `unknown` goes before: then its own body is sent, whatever is given. Its key is forgotten only
 * when the answer says that it was saved or cannot be, for a second key would save it twice.
 *
 * @returns the answer; undefined when nothing was to be sent, one is under way already, or who sent
 * it has gone. Throws the last error; the attempt is then still held if its outcome is unknown.
 */
export async function postReliably<Body, Answer>(
  form: string,
  body: Body | undefined,
  send: (body: Body, key: string) => Promise<Answer>,
  pause: (ms: number) => Promise<void> = sleep,
): Promise<Answer | undefined> {
  const name = attemptName(form);
  const left = findDraft<Attempt<Body>>(name);
  const attempt = left ?? (body !== undefined && { body, key: crypto.randomUUID() });
  if (!attempt || (left && left.state !== "unknown")) return undefined;
  const become = (state: Attempt<Body>["state"]) => keepDraft(name, { ...attempt, state });
  const isHeld = () => findDraft<Attempt<Body>>(name)?.key === attempt.key;
  let doubtful = left !== undefined;
  become(doubtful ? "checking" : "sending");
  for (let tries = 0; isHeld(); tries++) {
    try {
      const answer = await send(attempt.body, attempt.key);
      if (!isHeld()) return undefined;
      dropDraft(name);
      return answer;
    } catch (error) {
      if (!isHeld()) return undefined;
      const unclear = isOutcomeUnknown(error);
      doubtful ||= unclear;
      const pauseMs = pausesMs[tries];
      if (!unclear || pauseMs === undefined) {
        if (unclear || (doubtful && tellsNothingOfTheKey.has((error as ApiError).status))) become("unknown");
        else dropDraft(name);
        throw error;
      }
      become("checking");
      await pause(pauseOf(error, pauseMs));
    }
  }
  return undefined;
}
