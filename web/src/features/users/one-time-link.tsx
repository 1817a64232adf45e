/** The link of an invitation, which nobody can be shown again. */
import { Button, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import type { InvitationCreated } from "@pms/contracts/auth/invitations";
import type { Static } from "typebox";
import { Notice } from "../../components/notice.tsx";
import { useFormats } from "../../hooks/use-formats.ts";

export type Invited = Static<typeof InvitationCreated>;

/** For the dialog around it: a stray key or click must not take away what is shown only once. */
export const closedByDoneAlone = { withCloseButton: false, closeOnEscape: false, closeOnClickOutside: false } as const;

export function OneTimeLink({ created, onClose }: { created: Invited; onClose: () => void }) {
  const { instant } = useFormats();
  const link = created.link ?? `${location.origin}/welcome#token=${encodeURIComponent(created.token)}`;
  return (
    <Stack>
      <Notice tone="warn">
        <Text fw={600}>This link is shown only now.</Text>
        <Text>
          Hand it to {created.user.firstName} {created.user.lastName}. It works once, until {instant(created.expiresAt)}
          . An earlier link no longer works.
        </Text>
      </Notice>
      <TextInput label="Invitation link" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
      <Group>
        <CopyButton value={link}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy the link"}</Button>}
        </CopyButton>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
