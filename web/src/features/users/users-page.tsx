/** Who may sign in, as what, and where. */
import { Button, Container, Group, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { EditUser } from "./edit-user.tsx";
import { InviteUser } from "./invite-user.tsx";
import { type SignedOut, SignOutDialog } from "./sign-out-dialog.tsx";
import { UserTable } from "./user-table.tsx";

export function UsersPage() {
  const [inviting, setInviting] = useState(false);
  const [editingId, setEditingId] = useState<string>();
  const [signingOut, setSigningOut] = useState<SignedOut>();
  const query = useInfiniteQuery({
    queryKey: ["users"],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/users", {
        query: { limit: 100, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });
  const users = query.data?.pages.flatMap(({ data }) => data);
  // As the list has it now: after a change elsewhere the dialog goes on from what is so.
  const editing = users?.find(({ id }) => id === editingId);
  return (
    <Container size="xl" py="xl">
      <Group justify="space-between" mb="lg">
        <PageTitle tab={t("Users")}>{t("Users")}</PageTitle>
        <Group gap="sm">
          <Button variant="default" onClick={() => setSigningOut("everyone")}>
            {t("Sign everyone out")}
          </Button>
          <Button onClick={() => setInviting(true)}>{t("Invite somebody")}</Button>
        </Group>
      </Group>
      {query.isPending && <Waiting />}
      {query.isError && (
        <Failure what={t("The users could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {users && (
        <Stack>
          <UserTable users={users} onEdit={({ id }) => setEditingId(id)} onSignOut={setSigningOut} />
          <LoadMore query={query} />
        </Stack>
      )}
      {inviting && <InviteUser onClose={() => setInviting(false)} />}
      {signingOut && <SignOutDialog who={signingOut} onClose={() => setSigningOut(undefined)} />}
      {editing && <EditUser user={editing} onClose={() => setEditingId(undefined)} />}
    </Container>
  );
}
