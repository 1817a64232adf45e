/**
 * Ends the sessions of somebody, or of everyone, after asking: for a lost device, or when a
 * password may be known.
 */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { SessionsEnded } from "@pms/contracts/auth/sessions";
import type { User } from "@pms/contracts/auth/users";
import { useMutation } from "@tanstack/react-query";
import { Notice } from "../../components/notice.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";

export type SignedOut = User | "everyone";
type Props = { who: SignedOut; onClose: () => void };

function end(who: SignedOut): Promise<SessionsEnded> {
  return who === "everyone"
    ? call("DELETE", "/api/users/sessions", { query: { confirm: "everyone" } })
    : call("DELETE", "/api/users/{id}/sessions", { path: { id: who.id } });
}

export function SignOutDialog({ who, onClose }: Props) {
  const ending = useMutation({ mutationFn: () => end(who) });
  const name = who === "everyone" ? {} : { first: who.firstName, last: who.lastName };
  return (
    <Modal
      opened
      onClose={() => !ending.isPending && onClose()}
      title={
        ending.data
          ? t("Signed out")
          : who === "everyone"
            ? t("Sign out everyone?")
            : t("Sign out {first} {last}?", name)
      }
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      {ending.data ? (
        <Done ended={ending.data} onClose={onClose} />
      ) : (
        <Stack>
          <Text>
            {who === "everyone"
              ? t(
                  "Everybody whose facilities are all yours is signed out within a second, on every device. You stay signed in here and nowhere else.",
                )
              : t("They are signed out within a second, on every device.")}
          </Text>
          <Text>{t("Whoever knows the password can sign in again. To keep somebody out, disable them.")}</Text>
          <PostProblem state="idle" error={ending.error} refused={t("Nobody was signed out.")} />
          <Group>
            <Button loading={ending.isPending} onClick={() => ending.mutate()}>
              {who === "everyone" ? t("Sign out everyone") : t("Sign out {first} {last}", name)}
            </Button>
            <Button variant="default" disabled={ending.isPending} onClick={onClose} data-autofocus>
              {t("Cancel")}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Done({ ended, onClose }: { ended: SessionsEnded; onClose: () => void }) {
  const { sessionsEnded: count, ownSessionKept } = ended;
  return (
    <Stack>
      <Notice tone="ok" role="status">
        <Text fw={600}>
          {t("{count, plural, one {One session was ended.} other {# sessions were ended.}}", { count })}
        </Text>
        {ownSessionKept && <Text>{t("Yours here goes on.")}</Text>}
      </Notice>
      <Button variant="default" onClick={onClose} data-autofocus>
        {t("Done")}
      </Button>
    </Stack>
  );
}
