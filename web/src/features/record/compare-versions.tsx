import { Group, NativeSelect, Stack, Title } from "@mantine/core";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { useFacilityNames } from "../../session/use-facility-names.ts";
import { ChangeSentences } from "./change-pairs.tsx";
import { changesBetween } from "./version-changes.ts";

/** A version never changes. */
const versionOf = (id: string, version: number) =>
  queryOptions({
    queryKey: ["history", id, "version", version],
    queryFn: ({ signal }) => call("GET", "/api/patients/{id}/history/{version}", { path: { id, version }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

/** What two versions say otherwise, the first and the last at first. */
export function CompareVersions({ patientId, latest }: { patientId: string; latest: number }) {
  const [chosen, setChosen] = useState<{ from?: number; to?: number }>({});
  const { from = 1, to = latest } = chosen;
  const [before, after] = [useQuery(versionOf(patientId, from)), useQuery(versionOf(patientId, to))];
  const facilities = useFacilityNames();
  const versions = Array.from({ length: latest }, (_, index) => String(index + 1));
  const failed = [before, after].find(({ isError }) => isError);
  return (
    <Stack component="section" className="surface" p="lg" gap="sm" aria-label={t("Compare two versions")}>
      <Title order={2}>{t("Compare two versions")}</Title>
      <Group>
        <NativeSelect
          label={t("From version")}
          data={versions}
          value={String(from)}
          onChange={({ currentTarget }) => setChosen({ ...chosen, from: Number(currentTarget.value) })}
        />
        <NativeSelect
          label={t("To version")}
          data={versions}
          value={String(to)}
          onChange={({ currentTarget }) => setChosen({ ...chosen, to: Number(currentTarget.value) })}
        />
      </Group>
      {failed && (
        <Failure
          what={t("The history could not be read.")}
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      )}
      {before.data && after.data ? (
        <div role="status">
          <ChangeSentences changes={changesBetween(before.data.patient, after.data.patient, facilities)} />
        </div>
      ) : (
        !failed && <Waiting rows={2} />
      )}
    </Stack>
  );
}
