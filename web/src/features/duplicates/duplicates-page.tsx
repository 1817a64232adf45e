/**
 * The work queue of records that may be one person's, worked by keyboard: j and k go through them,
 * m merges, d says that they are two.
 */
import { Container, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { useShortcuts } from "../../hooks/use-shortcuts.ts";
import { t } from "../../i18n/i18n.ts";
import { MergeDialog } from "../../patient/merge-dialog.tsx";
import { useMay } from "../../session/session.ts";
import { GroupHead } from "./group-head.tsx";
import { groupPairs } from "./group-pairs.ts";
import { PairCard } from "./pair-card.tsx";
import { PairFilters } from "./pair-filters.tsx";
import { type Filters, openPairs } from "./queries.ts";
import { useDecision } from "./use-decision.ts";
import { useMergeQueue } from "./use-merge-queue.ts";

/** A button of the pair that has the focus, or of the first that has it. */
function press(button: string): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  const focused = rows.find((each) => each.contains(document.activeElement));
  const row = focused ?? rows.find((each) => each.querySelector(button));
  row?.querySelector<HTMLButtonElement>(button)?.click();
}

export function DuplicatesPage() {
  const [filters, setFilters] = useState<Filters>({ sort: "-probability" });
  const query = useInfiniteQuery(openPairs(filters));
  const decision = useDecision();
  const pairs = groupPairs(query.data?.pages.flatMap(({ data }) => data) ?? []);
  const queue = useMergeQueue(pairs.map(({ pair }) => pair));
  const mayMerge = useMay()("patient:merge");
  useShortcuts({ d: () => press("[data-different]") });
  useShortcuts({ m: () => press("[data-merge]") }, mayMerge);
  return (
    <Container size="xl" py="lg">
      <PageTitle tab={t("Possible duplicates")}>{t("Possible duplicates")}</PageTitle>
      <Text c="dimmed" mb="lg">
        {mayMerge
          ? t(
              "Records that may be one person’s. j and k go through them, m merges two, d says that they are two persons.",
            )
          : t("Records that may be one person’s. j and k go through them, d says that they are two.")}
      </Text>
      <PairFilters filters={filters} onChange={setFilters} total={query.data?.pages[0]?.page.total} />
      <PostProblem state="idle" error={decision.error} refused={t("Nothing was changed.")} />
      {query.isPending && <Waiting rows={6} />}
      {query.isError && (
        <Failure what={t("The pairs could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && pairs.length === 0 && (
        <div className="surface">
          <Empty>
            {filters.status === "dismissed"
              ? t("Of no two records it was decided that they are two persons.")
              : t("No two records look like one person’s.")}
          </Empty>
        </div>
      )}
      <Stack gap="lg">
        {pairs.flatMap(({ pair, group }) => [
          ...(group?.isFirst ? [<GroupHead key={`group-${pair.id}`} size={group.size} />] : []),
          <PairCard
            key={pair.id}
            pair={pair}
            isOfGroup={group !== undefined}
            busy={decision.isPending && decision.variables.id === pair.id}
            onDecide={(reason) => decision.mutate({ id: pair.id, reason })}
            onMerge={mayMerge ? () => queue.ask(pair.id) : undefined}
            begun={queue.begun[pair.id]}
            onEnd={(merge) => void queue.end(pair.id, merge)}
          />,
        ])}
        <LoadMore query={query} />
      </Stack>
      {queue.open && (
        <MergeDialog
          key={queue.open.pair.map(({ id }) => id).join()}
          {...queue.open}
          onClose={queue.close}
          onBegun={queue.begin}
        />
      )}
    </Container>
  );
}
