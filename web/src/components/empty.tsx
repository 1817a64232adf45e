/** Nothing to show: says which nothing, and offers one action. */
import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="flex-start" gap="sm" py="lg" px="lg">
      <Text style={{ overflowWrap: "anywhere" }}>{children}</Text>
      {action}
    </Stack>
  );
}
