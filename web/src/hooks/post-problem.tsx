/** What became of a post that was not simply done: still being checked, refused, or unknown. */
import { Button, Text } from "@mantine/core";
import { type MouseEvent, type Ref, useEffect, useRef } from "react";
import { Notice } from "../components/notice.tsx";
import { t } from "../i18n/i18n.ts";
import { describeProblem, isOutcomeUnknown, requestIdOf } from "../lib/problem.ts";
import type { PostState } from "./use-post.ts";

type Props = {
  state: PostState;
  error: unknown;
  refused: string;
  /** Instead of the server's own words for the refusal. */
  detail?: string | undefined;
  onShown?: (error: unknown) => void;
  /** Of a form that stays locked while the outcome is unknown: unlocks it all the same. */
  onDiscard?: () => void;
};

export function PostProblem({ state, error, refused, detail, onShown, onDiscard }: Props) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each new error
  useEffect(() => {
    if (!error) return;
    // The field that it was sent from lost the focus when it was locked.
    if (document.activeElement === document.body) box.current?.focus();
    onShown?.(error);
  }, [error]);
  if (state === "checking") {
    return (
      <Notice tone="warn" role="status">
        <Text fw={600}>{t("Checking if it was saved")}</Text>
        <Text>{t("The answer got lost. Asking again; it cannot be saved twice.")}</Text>
      </Notice>
    );
  }
  if (state === "unknown") return <StillUnknown focusRef={box} error={error} onDiscard={onDiscard} />;
  if (!error || state === "sending") return null;
  if (isOutcomeUnknown(error)) {
    return (
      <Notice tone="warn" role="alert" focusRef={box}>
        <Text fw={600}>{t("Not known whether it was saved.")}</Text>
        <Text>{t("What you typed is kept. Look whether it was saved before you press the button again.")}</Text>
        <RequestId error={error} />
      </Notice>
    );
  }
  return (
    <Notice tone="danger" role="alert" focusRef={box}>
      <Text fw={600}>{refused}</Text>
      <Text>{detail ?? describeProblem(error)}</Text>
      <RequestId error={error} />
    </Notice>
  );
}

/** What the button of a locked form does: the same is sent once more, under its key. */
export const checkAgain = t("Check again");

type UnknownProps = { focusRef: Ref<HTMLDivElement>; error: unknown; onDiscard: (() => void) | undefined };

function StillUnknown({ focusRef, error, onDiscard }: UnknownProps) {
  function unlock({ currentTarget }: MouseEvent<HTMLButtonElement>) {
    const { form } = currentTarget;
    onDiscard?.();
    setTimeout(() => form?.querySelector<HTMLElement>("fieldset input")?.focus());
  }
  return (
    <Notice tone="warn" role="alert" focusRef={focusRef}>
      <Text fw={600}>{t("Not known whether it was saved.")}</Text>
      <Text>
        {t("Press “{button}”: it cannot be saved twice. Until then the form is locked.", { button: checkAgain })}
      </Text>
      {error !== undefined && <Text>{t("Last answer: {answer}", { answer: describeProblem(error) })}</Text>}
      <RequestId error={error} />
      <Text mt="sm">
        {t("Unlock it only when you have looked for it yourself: what you then send is saved as another one.")}
      </Text>
      <Button mt="xs" size="xs" variant="default" onClick={unlock}>
        {t("Unlock without checking")}
      </Button>
    </Notice>
  );
}

function RequestId({ error }: { error: unknown }) {
  const requestId = requestIdOf(error);
  return (
    requestId && (
      <Text size="xs" ff="monospace">
        {t("Request {requestId}", { requestId })}
      </Text>
    )
  );
}
