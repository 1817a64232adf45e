import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { Session } from "@pms/contracts/auth/sessions";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { Tag } from "../../components/tag.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { describeDevice } from "./device.ts";

/** Where one is signed in; what looks wrong can be ended. */
export function SessionList() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["sessions"],
    queryFn: ({ signal }) => call("GET", "/api/auth/sessions", { signal }),
  });
  const revoke = useMutation({
    mutationFn: (id: string) => call("DELETE", "/api/auth/sessions/{id}", { path: { id } }),
    onSuccess: () => say(t("The session was ended.")),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  return (
    <Stack component="section" className="surface" p="lg" aria-label={t("Where you are signed in")}>
      <Title order={2}>{t("Where you are signed in")}</Title>
      {query.isPending && <Waiting rows={2} />}
      {query.isError && (
        <Failure what={t("The sessions could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      <PostProblem state="idle" error={revoke.error} refused={t("The session was not ended.")} />
      {query.data?.data.map((session) => (
        <Row key={session.id} session={session} busy={revoke.isPending} onRevoke={() => revoke.mutate(session.id)} />
      ))}
    </Stack>
  );
}

function Row({ session, busy, onRevoke }: { session: Session; busy: boolean; onRevoke: () => void }) {
  const { instant } = useFormats();
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text>
          {describeDevice(session.userAgent)} {session.current && <Tag tone="ok">{t("This one")}</Tag>}
        </Text>
        <Text size="sm" c="dimmed">
          {t("{address} · since {start} · last seen {end}", {
            address: session.address,
            start: instant(session.createdAt),
            end: instant(session.lastSeenAt),
          })}
        </Text>
      </div>
      {!session.current && (
        <Button variant="default" size="xs" flex="none" disabled={busy} onClick={onRevoke}>
          {t("Sign out there")}
        </Button>
      )}
    </Group>
  );
}
