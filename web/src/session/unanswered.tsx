/**
 * Whether somebody is signed in could not be learnt: it is asked again until the server answers.
 */
import { Button, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { Notice } from "../components/notice.tsx";
import { t } from "../i18n/i18n.ts";
import { askForSession } from "./session.ts";

const waitSeconds = 10;

export function Unanswered() {
  /** Zero while it is being asked. */
  const [left, setLeft] = useState(waitSeconds);
  const ask = useCallback(async () => {
    setLeft(0);
    await askForSession();
    setLeft(waitSeconds);
  }, []);
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => (left === 1 ? void ask() : setLeft(left - 1)), 1000);
    return () => clearTimeout(timer);
  }, [left, ask]);
  return (
    <Notice tone="warn">
      <Text role="alert">{t("The server did not answer. If you were signed in before, you may still be.")}</Text>
      <Text size="sm">{left > 0 ? t("Trying again in {left} s.", { left }) : t("Trying again.")}</Text>
      <Button mt="sm" size="xs" variant="default" onClick={() => void ask()}>
        {t("Try again")}
      </Button>
    </Notice>
  );
}
