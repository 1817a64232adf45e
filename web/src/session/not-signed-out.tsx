import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { t } from "../i18n/i18n.ts";
import { signOut, staySignedIn } from "./session.ts";

/** Over the blurred page: whoever wanted to leave must know that the browser is still signed in. */
export function NotSignedOut() {
  const [busy, setBusy] = useState(false);
  async function tryAgain() {
    setBusy(true);
    await signOut();
    setBusy(false);
  }
  return (
    <Modal
      opened
      onClose={staySignedIn}
      withCloseButton={false}
      closeOnClickOutside={false}
      overlayProps={{ blur: 8 }}
      title={t("Not signed out: the server did not answer")}
    >
      <Stack>
        <Text>
          {t("Whoever uses this browser next could still go on in your name. Try again before you leave it.")}
        </Text>
        <Group>
          <Button loading={busy} onClick={() => void tryAgain()} data-autofocus>
            {t("Try again")}
          </Button>
          <Button variant="default" disabled={busy} onClick={staySignedIn}>
            {t("Stay signed in")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
