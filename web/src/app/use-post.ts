import { useState } from "react";
import { forgetKey, idempotencyKey } from "../lib/idempotency-key.ts";
import { postReliably } from "../lib/post-reliably.ts";
import { ApiError } from "../lib/problem.ts";

export type PostState = "idle" | "sending" | "checking";

/** A POST that locks its form, keeps its Idempotency-Key over retries, and says while the outcome is unknown. */
export function usePost<Body, Answer>(form: string, send: (body: Body, key: string) => Promise<Answer>) {
  const [state, setState] = useState<PostState>("idle");
  const [error, setError] = useState<unknown>();
  async function post(body: Body): Promise<Answer | undefined> {
    setState("sending");
    setError(undefined);
    try {
      const key = idempotencyKey(form, body);
      const answer = await postReliably(() => send(body, key), { onChecking: () => setState("checking") });
      forgetKey(form);
      return answer;
    } catch (failure) {
      if (failure instanceof ApiError && failure.status < 500) forgetKey(form);
      setError(failure);
      return undefined;
    } finally {
      setState("idle");
    }
  }
  return { post, state, error, busy: state !== "idle" };
}
