import { Anchor, Button, Container, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Notice } from "../../components/notice.tsx";
import { PatientName } from "../../patient/names.tsx";
import { useLateRegistration } from "./registration-draft.ts";

/** Says that a patient was registered after the page was left. */
export function LateRegistration() {
  const { patient, drop } = useLateRegistration();
  if (!patient) return null;
  return (
    <Container size="xl" pt="md">
      <Notice tone="ok" role="status">
        <Text fw={600}>
          <PatientName patient={patient} /> is registered.
        </Text>
        <Group mt="xs">
          <Anchor
            renderRoot={(props) => <Link {...props} to="/patients/$id" params={{ id: patient.id }} onClick={drop} />}
          >
            Open the record
          </Anchor>
          <Button size="xs" variant="default" onClick={drop}>
            Dismiss
          </Button>
        </Group>
      </Notice>
    </Container>
  );
}
