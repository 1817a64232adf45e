/**
 * A read that failed: what, what next, and the request id to give to whoever helps. Counts down
 * when told to wait.
 */
import { Button, Group, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { t } from "../i18n/i18n.ts";
import { ApiError, describeProblem, isOutOfReach, requestIdOf } from "../lib/problem.ts";
import { Notice } from "./notice.tsx";

const waitOf = (error: unknown) => (error instanceof ApiError ? (error.retryAfterSeconds ?? 0) : 0);

/** Each failure counts anew, also one that asks for the same wait as the one before. */
function useCountdown(error: unknown, onDone: () => void): number {
  const [left, setLeft] = useState(() => waitOf(error));
  useEffect(() => setLeft(waitOf(error)), [error]);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => {
      setLeft(left - 1);
      if (left === 1) onDone();
    }, 1000);
    return () => clearTimeout(timer);
  }, [left, onDone]);
  return left;
}

type Props = { what: string; error: unknown; onRetry: () => void };

export function Failure({ what, error, onRetry }: Props) {
  const secondsLeft = useCountdown(error, onRetry);
  const requestId = requestIdOf(error);
  const gone = isOutOfReach(error);
  return (
    <Notice tone={gone ? "info" : "danger"} role="alert">
      <Text fw={600}>{gone ? describeProblem(error) : what}</Text>
      {!gone && <Text>{describeProblem(error)}</Text>}
      {!gone && (
        <Group mt="sm" gap="sm">
          <Button size="xs" variant="default" onClick={onRetry} disabled={secondsLeft > 0}>
            {secondsLeft > 0 ? t("Trying again in {seconds} s", { seconds: secondsLeft }) : t("Try again")}
          </Button>
          {requestId && (
            <Text size="xs" ff="monospace">
              {t("Request {requestId}", { requestId })}
            </Text>
          )}
        </Group>
      )}
    </Notice>
  );
}
