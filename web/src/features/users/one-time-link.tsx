/** The link of an invitation, which nobody can be shown again. */
import { Button, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import type { InvitationCreated } from "@pms/contracts/auth/invitations";
import type { Static } from "typebox";
import { Notice } from "../../components/notice.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";

export type Invited = Static<typeof InvitationCreated>;

/** For the dialog around it: a stray key or click must not take away what is shown only once. */
export const closedByDoneAlone = { withCloseButton: false, closeOnEscape: false, closeOnClickOutside: false } as const;

export function OneTimeLink({ created, onClose }: { created: Invited; onClose: () => void }) {
  const { instant } = useFormats();
  const link = created.link ?? `${location.origin}/welcome#token=${encodeURIComponent(created.token)}`;
  return (
    <Stack>
      <Notice tone="warn">
        <Text fw={600}>{t("This link is shown only now.")}</Text>
        <Text>
          {t("Hand it to {first} {last}. It works once, until {instant}. An earlier link no longer works.", {
            first: created.user.firstName,
            last: created.user.lastName,
            instant: instant(created.expiresAt),
          })}
        </Text>
      </Notice>
      <TextInput label={t("Invitation link")} readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
      <Group>
        <CopyButton value={link}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? t("Copied") : t("Copy the link")}</Button>}
        </CopyButton>
        <Button variant="default" onClick={onClose}>
          {t("Done")}
        </Button>
      </Group>
    </Stack>
  );
}
