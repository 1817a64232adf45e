import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
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
      title="Not signed out: the server did not answer"
    >
      <Stack>
        <Text>Whoever uses this browser next could still go on in your name. Try again before you leave it.</Text>
        <Group>
          <Button loading={busy} onClick={() => void tryAgain()} data-autofocus>
            Try again
          </Button>
          <Button variant="default" disabled={busy} onClick={staySignedIn}>
            Stay signed in
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
