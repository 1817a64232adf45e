/** Who may sign in, as what, and where. */
import { Button, Container, Group } from "@mantine/core";
import type { User } from "@pms/contracts/auth";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { call } from "../../lib/api.ts";
import { EditUser } from "./edit-user.tsx";
import { InviteUser } from "./invite-user.tsx";
import { UserTable } from "./user-table.tsx";

export function UsersPage() {
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState<User>();
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
  return (
    <Container size="xl" py="xl">
      <Group justify="space-between" mb="lg">
        <PageTitle tab="Users">Users</PageTitle>
        <Button onClick={() => setInviting(true)}>Invite somebody</Button>
      </Group>
      {query.isPending && <Waiting />}
      {query.isError && (
        <Failure what="The users could not be read." error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && <UserTable users={query.data.pages.flatMap(({ data }) => data)} onEdit={setEditing} />}
      {query.hasNextPage && (
        <Button mt="lg" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Load more
        </Button>
      )}
      {inviting && <InviteUser onClose={() => setInviting(false)} />}
      {editing && <EditUser user={editing} onClose={() => setEditing(undefined)} />}
    </Container>
  );
}
