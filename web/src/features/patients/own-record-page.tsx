import { Container, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { newestPatients } from "../../patient/queries.ts";

/** A patient's start page: their own record, which is the only one that the list holds for them. */
export function OwnRecordPage() {
  const query = useInfiniteQuery(newestPatients);
  const own = query.data?.pages[0]?.data[0];
  if (own) return <Navigate to="/patients/$id" params={{ id: own.id }} replace />;
  return (
    <Container size="sm" py="xl">
      <Stack gap="lg">
        <PageTitle tab="My record">My record</PageTitle>
        {query.isPending && <Waiting rows={3} />}
        {query.isError && (
          <Failure what="Your record could not be read." error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.isSuccess && (
          <Notice tone="info">
            Your log-in is not linked to a record yet. Ask the clinic to link it; bring something that shows who you
            are.
          </Notice>
        )}
      </Stack>
    </Container>
  );
}
