/** Every version of the record: who changed what, from what, to what, when and why. */
import { Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { useRecord } from "../../patient/use-record.ts";
import { HistoryTools } from "./history-tools.tsx";
import { useMayEdit } from "./use-may-edit.ts";
import { VersionItem } from "./version-item.tsx";

export function HistoryPage() {
  const { id = "" } = useParams({ strict: false });
  const patient = useRecord();
  const mayEdit = useMayEdit(patient);
  const query = useInfiniteQuery({
    queryKey: ["history", id],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/patients/{id}/history", {
        path: { id },
        query: { limit: 50, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });
  const entries = (query.data?.pages.flatMap(({ data }) => data) ?? []).toSorted((a, b) => b.version - a.version);
  const [newest] = entries;
  return (
    <Stack>
      <PageTitle tab={t("Record history")}>{t("History")}</PageTitle>
      {newest && <HistoryTools patientId={id} latest={newest.version} />}
      {query.isPending && <Waiting />}
      {query.isError && (
        <Failure what={t("The history could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {entries.map((entry) => (
        <VersionItem
          key={entry.version}
          entry={entry}
          before={entries.find((e) => e.version === entry.version - 1)?.patient}
          mayRestore={mayEdit && entry !== newest}
        />
      ))}
      <LoadMore query={query} />
    </Stack>
  );
}
