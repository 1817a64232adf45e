import { useState } from "react";
import { type Attempt, attemptName, postReliably } from "../lib/post-reliably.ts";
import { useDraft } from "./use-draft.ts";

export type PostState = "idle" | Attempt<unknown>["state"];

/** What a form needs to know of its posting. */
export type Posting = {
  state: PostState;
  error: unknown;
  /** Under way. */
  busy: boolean;
  /** Under way, or left with an unknown outcome: nothing may be changed. */
  locked: boolean;
  discard: () => void;
};

/**
 * A POST that locks its form until it is known what became of it, also when the page was left meanwhile. While that is
 * unknown, `post` asks again for what was sent, whatever it is given, and `discard` gives up asking.
 */
export function usePost<Body, Answer>(form: string, send: (body: Body, key: string) => Promise<Answer>) {
  const { draft: attempt, drop } = useDraft<Attempt<Body>>(attemptName(form));
  const [error, setError] = useState<unknown>();
  async function post(body: Body | undefined): Promise<Answer | undefined> {
    setError(undefined);
    try {
      return await postReliably(form, body, send);
    } catch (failure) {
      setError(failure);
      return undefined;
    }
  }
  function discard() {
    setError(undefined);
    drop();
  }
  const state: PostState = attempt?.state ?? "idle";
  const busy = state === "sending" || state === "checking";
  return { post, discard, state, error, busy, locked: state !== "idle", sent: attempt?.body };
}
