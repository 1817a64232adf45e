/** The work queue of records that may be one person's, worked by keyboard: j, k, d, then a reason. */
import { Container, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { useShortcuts } from "../../hooks/use-shortcuts.ts";
import { t } from "../../i18n/i18n.ts";
import { PairCard } from "./pair-card.tsx";
import { gradeWords } from "./pair-words.ts";
import { type Filters, openPairs } from "./queries.ts";
import { useDecision } from "./use-decision.ts";

const all = "all";
const grades = [all, "certain", "probable", "possible"] as const;

/** The button of the pair that has the focus, or of the first. */
function askDifferent(): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  const row = rows.find((each) => each.contains(document.activeElement)) ?? rows[0];
  row?.querySelector<HTMLButtonElement>("[data-different]")?.click();
}

export function DuplicatesPage() {
  const [grade, setGrade] = useState<(typeof grades)[number]>(all);
  const [sort, setSort] = useState<NonNullable<Filters["sort"]>>("-probability");
  const query = useInfiniteQuery(openPairs({ sort, ...(grade !== all && { grade }) }));
  const decision = useDecision();
  const { number } = useFormats();
  useShortcuts({ d: askDifferent });
  const pairs = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const total = query.data?.pages[0]?.page.total;
  return (
    <Container size="xl" py="lg">
      <PageTitle tab={t("Possible duplicates")}>{t("Possible duplicates")}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t("Records that may be one person’s. j and k go through them, d says that they are two.")}
      </Text>
      <Group mb="lg" gap="lg">
        <SegmentedControl
          aria-label={t("Grade")}
          value={grade}
          onChange={(value) => setGrade(value as typeof grade)}
          data={grades.map((value) => ({ value, label: value === all ? t("All") : gradeWords[value] }))}
        />
        <SegmentedControl
          aria-label={t("Order")}
          value={sort}
          onChange={(value) => setSort(value as typeof sort)}
          data={[
            { value: "-probability", label: t("Likeliest first") },
            { value: "detectedAt", label: t("Oldest first") },
          ]}
        />
        {total !== undefined && (
          <Text size="sm" c="dimmed" role="status">
            {t("{count, plural, one {{shown} pair to decide} other {{shown} pairs to decide}}", {
              count: total,
              shown: number(total),
            })}
          </Text>
        )}
      </Group>
      <PostProblem state="idle" error={decision.error} refused={t("Nothing was changed.")} />
      {query.isPending && <Waiting rows={6} />}
      {query.isError && (
        <Failure what={t("The pairs could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && pairs.length === 0 && (
        <div className="surface">
          <Empty>{t("No two records look like one person’s.")}</Empty>
        </div>
      )}
      <Stack gap="lg">
        {pairs.map((pair) => (
          <PairCard
            key={pair.id}
            pair={pair}
            busy={decision.isPending && decision.variables.id === pair.id}
            onDifferent={(reason) => decision.mutate({ id: pair.id, reason })}
          />
        ))}
        <LoadMore query={query} />
      </Stack>
    </Container>
  );
}
