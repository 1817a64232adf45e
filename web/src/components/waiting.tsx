/** Grey bars in the place of what is coming, only when it takes longer than a glance. */
import { Skeleton, Stack } from "@mantine/core";
import { useEffect, useState } from "react";

export function Waiting({
  rows = 6,
  height = 28,
  label = "Loading",
}: {
  rows?: number;
  height?: number;
  label?: string;
}) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Stack gap="sm" aria-busy="true" mih={rows * (height + 8)}>
      <span className="offscreen" role="status">
        {late ? label : ""}
      </span>
      {late && [...Array(rows).keys()].map((row) => <Skeleton key={row} height={height} />)}
    </Stack>
  );
}
