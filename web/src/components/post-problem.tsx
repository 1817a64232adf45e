/** What became of a post that was not simply done: still being checked, refused, or unknown. */
import { Text } from "@mantine/core";
import { useEffect } from "react";
import type { PostState } from "../app/use-post.ts";
import { OutcomeUnknown } from "../lib/post-reliably.ts";
import { describeProblem, isOutcomeUnknown, requestIdOf } from "../lib/problem.ts";
import { Notice } from "./notice.tsx";

type Props = { state: PostState; error: unknown; refused: string; onShown?: (error: unknown) => void };

export function PostProblem({ state, error, refused, onShown }: Props) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each new error
  useEffect(() => {
    if (error) onShown?.(error);
  }, [error]);
  if (state === "checking") {
    return (
      <Notice tone="warn" role="status">
        <Text fw={600}>Checking if it was saved</Text>
        <Text>The answer got lost. Asking again; it cannot be saved twice.</Text>
      </Notice>
    );
  }
  if (!error || state === "sending") return null;
  if (error instanceof OutcomeUnknown || isOutcomeUnknown(error)) {
    return (
      <Notice tone="warn" role="alert">
        <Text fw={600}>Not known whether it was saved.</Text>
        <Text>What you typed is kept. Press the button again: it cannot be saved twice.</Text>
      </Notice>
    );
  }
  const requestId = requestIdOf(error);
  return (
    <Notice tone="danger" role="alert">
      <Text fw={600}>{refused}</Text>
      <Text>{describeProblem(error)}</Text>
      {requestId && (
        <Text size="xs" ff="monospace">
          Request {requestId}
        </Text>
      )}
    </Notice>
  );
}
