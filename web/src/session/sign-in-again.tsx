import { Button, Modal, Stack, Text } from "@mantine/core";
import type { Me } from "@pms/contracts/auth/users";
import { t } from "../i18n/i18n.ts";
import { signOut } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** Over the blurred page, which keeps everything typed until the same person is back. */
export function SignInAgain({ me, locked = false }: { me: Me; locked?: boolean }) {
  const name = { first: me.user.firstName, last: me.user.lastName };
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      overlayProps={{ blur: 8 }}
      title={locked ? t("Locked") : t("Your log-in ended. Sign in to go on.")}
    >
      <Stack>
        <Text>
          {locked
            ? t("{first} {last} is at work here. What you typed is kept, for {first} only.", name)
            : t("What you typed is kept, for {first} only.", name)}
        </Text>
        <SignInForm email={me.user.email} onSignedIn={() => {}} />
        <Button variant="subtle" onClick={() => void signOut()}>
          {t("Leave, and drop what was typed")}
        </Button>
      </Stack>
    </Modal>
  );
}
