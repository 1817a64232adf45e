/** Whose record, and who: what was done, by sittings. Looking is recorded like everything else. */
import { Button, Container, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { FilterChips } from "./filter-chips.tsx";
import { FilterForm } from "./filter-form.tsx";
import { type Filters, queryOf } from "./filters.ts";
import { useIdentities } from "./identities.ts";
import { sittingsOf } from "./queries.ts";
import { SaveAudit } from "./save-audit.tsx";
import { SittingTable } from "./sitting-table.tsx";

export function AuditPage() {
  const { time, timeZone } = useFormats();
  const [filters, setFilters] = useState<Filters>({});
  const asked = queryOf(filters, timeZone);
  const client = useQueryClient();
  const query = useInfiniteQuery(sittingsOf(asked));
  const pages = query.data?.pages ?? [];
  const sittings = pages.flatMap(({ data }) => data);
  const identities = useIdentities(pages.map(({ data }) => data.map(({ patientId }) => patientId)));
  return (
    <Container size="xl" py="xl">
      <PageTitle tab={t("Audit")}>{t("Audit")}</PageTitle>
      <Text c="dimmed" mb="lg" className="tabular" mih={{ base: "2lh", sm: 0 }}>
        {query.dataUpdatedAt > 0
          ? t("Newest first, as of {time}. Viewing this is recorded.", { time: time(query.dataUpdatedAt) })
          : t("Newest first. Viewing this is recorded.")}
      </Text>
      <FilterForm filters={filters} onChange={setFilters} />
      <FilterChips filters={filters} onChange={setFilters} />
      <Group justify="flex-end" mb="md">
        <SaveAudit asked={asked} key={JSON.stringify(asked)} />
        <Button
          variant="default"
          loading={query.isFetching && !query.isFetchingNextPage}
          onClick={() => void client.resetQueries({ queryKey: ["audit", "sittings", asked], exact: true })}
        >
          {t("Refresh")}
        </Button>
      </Group>
      {query.isPending && <Waiting rows={10} />}
      {query.isError && (
        <Failure
          what={t("The audit log could not be read.")}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.isSuccess && sittings.length === 0 && (
        <div className="surface">
          <Empty>
            {Object.keys(filters).length === 0 ? t("Nothing recorded yet.") : t("Nothing recorded that fits.")}
          </Empty>
        </div>
      )}
      {sittings.length > 0 && (
        <Stack>
          <SittingTable
            sittings={sittings}
            identities={identities}
            asked={asked}
            onNarrow={(to) => setFilters({ ...filters, ...to })}
          />
          <LoadMore query={query} />
        </Stack>
      )}
    </Container>
  );
}
