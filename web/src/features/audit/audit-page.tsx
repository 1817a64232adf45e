/** Who did what, newest first. Looking is recorded like everything else. */
import { Button, Container, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { call } from "../../lib/api.ts";
import { AuditTable } from "./audit-table.tsx";
import { DaysForm } from "./days-form.tsx";
import { FilterChips } from "./filter-chips.tsx";
import { type Filters, queryOf, without } from "./filters.ts";

export function AuditPage() {
  const { time, timeZone } = useFormats();
  const [filters, setFilters] = useState<Filters>({});
  const asked = queryOf(filters, timeZone);
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: ["audit", asked],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/audit", { query: { ...asked, limit: 100, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
    // Every read is an entry of its own: reading again by itself would fill the log with the
    // reader.
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
      <Group justify="space-between" align="start" mb="md">
        <DaysForm onShow={(days) => setFilters({ ...without(without(filters, "from"), "to"), ...days })} />
        <Button
          variant="default"
          mt={24}
          loading={query.isFetching && !query.isFetchingNextPage}
          onClick={() => void client.resetQueries({ queryKey: ["audit", asked], exact: true })}
        >
          Read again
        </Button>
      </Group>
      <FilterChips filters={filters} onChange={setFilters} />
      {query.isPending && <Waiting rows={10} />}
      {query.isError && (
        <Failure what="The audit log could not be read." error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && events.length === 0 && (
        <div className="surface">
          <Empty>{Object.keys(filters).length === 0 ? "Nothing recorded yet." : "Nothing recorded that fits."}</Empty>
        </div>
      )}
      {events.length > 0 && (
        <Stack>
          <AuditTable events={events} onNarrow={(to) => setFilters({ ...filters, ...to })} />
          <LoadMore query={query} />
        </Stack>
      )}
    </Container>
  );
}
