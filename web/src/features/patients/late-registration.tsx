import { Anchor, Button, Container, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Notice } from "../../components/notice.tsx";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { PatientName } from "../../patient/names.tsx";
import { useLateRegistration } from "./late-draft.ts";

/** Says that a patient was registered after the page was left. */
export function LateRegistration() {
  const { patient, drop } = useLateRegistration();
  if (!patient) return null;
  return (
    <Container size="xl" pt="md">
      <Notice tone="ok" role="status">
        <Text fw={600}>
          <Rich text="{name} is registered." values={{ name: <PatientName patient={patient} /> }} elements={[]} />
        </Text>
        <Group mt="xs">
          <Anchor
            renderRoot={(props) => <Link {...props} to="/patients/$id" params={{ id: patient.id }} onClick={drop} />}
          >
            {t("Open the record")}
          </Anchor>
          <Button size="xs" variant="default" onClick={drop}>
            {t("Dismiss")}
          </Button>
        </Group>
      </Notice>
    </Container>
  );
}
