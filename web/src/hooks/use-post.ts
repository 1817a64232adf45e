import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Attempt, attemptName, postReliably } from "../lib/post-reliably.ts";
import { useDraft } from "./use-draft.ts";
import { useHandover } from "./use-handover.ts";

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
 * A POST that locks its form until it is known what became of it, also when the page was left
 * meanwhile. While that is unknown, `post` asks again for what was sent, whatever it is given, and
 * `discard` gives up asking. Whatever came of it, what was read under the `stale` keys is read
 * anew: it may have been saved, and whoever looks for it must see it.
 */
export function usePost<Body, Answer>(
  form: string,
  send: (body: Body, key: string) => Promise<Answer>,
  stale: readonly QueryKey[],
) {
  const { draft: attempt, drop } = useDraft<Attempt<Body>>(attemptName(form));
  const [error, setError] = useState<unknown>();
  const handError = useHandover(`failed:${form}`, setError);
  const client = useQueryClient();
  function readAnew() {
    for (const queryKey of stale) void client.invalidateQueries({ queryKey });
  }
  async function post(body: Body | undefined): Promise<Answer | undefined> {
    setError(undefined);
    if (body === undefined && !attempt) return undefined;
    try {
      return await postReliably(form, body, send);
    } catch (failure) {
      handError(failure);
      return undefined;
    } finally {
      readAnew();
    }
  }
  function discard() {
    setError(undefined);
    drop();
    readAnew();
  }
  const state: PostState = attempt?.state ?? "idle";
  const busy = state === "sending" || state === "checking";
  return { post, discard, state, error, busy, locked: state !== "idle", sent: attempt?.body };
}
