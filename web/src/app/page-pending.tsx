import { Container } from "@mantine/core";
import { Waiting } from "../components/waiting.tsx";

/**
 * In the place of a page whose chunk is slow to come; the router has waited for a glance already.
 */
export function PagePending() {
  return (
    <Container size="xl" py="xl">
      <Waiting afterMs={0} />
    </Container>
  );
}
