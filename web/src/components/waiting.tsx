/** Grey bars in the place of what is coming, only when it takes longer than a glance. */
import { Skeleton, Stack } from "@mantine/core";
import { useEffect, useState } from "react";

export function Waiting({
  rows = 6,
  height = 28,
  label = "Loading",
  afterMs = 150,
}: {
  rows?: number;
  height?: number;
  label?: string;
  afterMs?: number;
}) {
  const [late, setLate] = useState(afterMs === 0);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return (
    <Stack gap="sm" aria-busy="true" mih={rows * (height + 8)}>
      <span className="offscreen" role="status">
        {late ? label : ""}
      </span>
      {late && [...Array(rows).keys()].map((row) => <Skeleton key={row} height={height} />)}
    </Stack>
  );
}
