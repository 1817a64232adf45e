/** The plain page around signing in and accepting an invitation. */
import { Container, Stack } from "@mantine/core";
import type { ReactNode } from "react";

export function FrontDoor({ children }: { children: ReactNode }) {
  return (
    <Container component="main" size={440} py={{ base: 24, sm: 96 }} px="lg">
      <Stack gap="lg" className="surface" p="xl">
        {children}
      </Stack>
    </Container>
  );
}
