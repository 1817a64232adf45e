/** Who did what, newest first. Looking is recorded like everything else. */
import { Button, Container, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useFormats } from "../../app/use-formats.ts";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { call } from "../../lib/api.ts";
import { AuditTable } from "./audit-table.tsx";

export function AuditPage() {
  const { time } = useFormats();
  const query = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/audit", { query: { limit: 100, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
    // Every read is an entry of its own: reading again by itself would fill the log with the reader.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const events = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Container size="xl" py="xl">
      <PageTitle tab="Audit">Audit</PageTitle>
      <Text c="dimmed" mb="lg" className="tabular">
        Newest first{query.dataUpdatedAt > 0 && `, as of ${time(query.dataUpdatedAt)}`}. Viewing this is recorded.
      </Text>
      {query.isPending && <Waiting rows={10} />}
      {query.isError && (
        <Failure what="The audit log could not be read." error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && events.length === 0 && (
        <div className="surface">
          <Empty>Nothing recorded yet.</Empty>
        </div>
      )}
      {events.length > 0 && <AuditTable events={events} />}
      {query.hasNextPage && (
        <Button mt="lg" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Load more
        </Button>
      )}
    </Container>
  );
}
