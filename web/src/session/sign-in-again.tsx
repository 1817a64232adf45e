import { Button, Modal, Stack, Text } from "@mantine/core";
import type { Me } from "@pms/contracts/auth/users";
import { signOut } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** Over the blurred page, which keeps everything typed until the same person is back. */
export function SignInAgain({ me, locked = false }: { me: Me; locked?: boolean }) {
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      overlayProps={{ blur: 8 }}
      title={locked ? "Locked" : "Your log-in ended. Sign in to go on."}
    >
      <Stack>
        <Text>
          {locked ? `${me.user.firstName} ${me.user.lastName} is at work here. ` : ""}What you typed is kept, for{" "}
          {me.user.firstName} only.
        </Text>
        <SignInForm email={me.user.email} onSignedIn={() => {}} />
        <Button variant="subtle" onClick={() => void signOut()}>
          Leave, and drop what was typed
        </Button>
      </Stack>
    </Modal>
  );
}
