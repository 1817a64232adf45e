/**
 * Grey bars in the place of what is coming, only when it takes longer than a glance; when it takes
 * long, words.
 */
import { Skeleton, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { t } from "../i18n/i18n.ts";

const glanceMs = 150;
const longMs = 5_000;

function useIsOver(ms: number): boolean {
  const [over, setOver] = useState(ms === 0);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return over;
}

export function Waiting({
  rows = 6,
  height = 28,
  label = t("Loading"),
  from = t("The server"),
  afterMs = glanceMs,
}: {
  rows?: number;
  height?: number;
  label?: string;
  /** Who is to answer. */
  from?: string;
  afterMs?: number;
}) {
  const late = useIsOver(afterMs);
  const long = useIsOver(longMs);
  return (
    <Stack gap="sm" aria-busy="true" data-settling={long ? undefined : true} mih={rows * (height + 8)}>
      <Text c="dimmed" role="status" className={long ? "" : "offscreen"}>
        {long ? t("{from} does not answer yet. Still trying.", { from }) : late && label}
      </Text>
      {late && [...Array(rows).keys()].map((row) => <Skeleton key={row} height={height} />)}
    </Stack>
  );
}
