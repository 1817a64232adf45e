/** Who was registered in a span of days: what a bar of the insights is made of. */
import { CloseButton, Group, Stack, Text } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Tag } from "../../components/tag.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { PatientTable } from "../../patient/patient-table.tsx";
import { useMe } from "../../session/session.ts";
import type { PatientsSearch } from "./patients-search.ts";

function registeredPatients({ facility, ...days }: PatientsSearch, timeZone: string) {
  return infiniteQueryOptions({
    queryKey: ["patients", "registered", facility, days, timeZone],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/patients", {
        query: {
          ...{ ...days, timeZone, facilityId: facility, status: "all", sort: "-registeredAt" },
          ...{ limit: 50, cursor: pageParam ?? undefined, ...(pageParam === null && { total: true }) },
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });
}

export function RegisteredPatients({ search }: { search: PatientsSearch }) {
  const { timeZone, number } = useFormats();
  const query = useInfiniteQuery(registeredPatients(search, timeZone));
  const patients = query.data?.pages.flatMap((page) => page.data);
  const total = query.data?.pages[0]?.page.total;
  return (
    <Stack>
      <Narrowed search={search} />
      {query.isPending && <Waiting rows={8} />}
      {query.isError && (
        <Failure what={t("The list could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {patients && total !== undefined && (
        <Text size="sm" c="dimmed" role="status">
          {t("{count, plural, one {# patient} other {{shown} patients}}", { count: total, shown: number(total) })}
        </Text>
      )}
      {patients?.length === 0 && (
        <div className="surface">
          <Empty>{t("Nobody whom you may see was registered then.")}</Empty>
        </div>
      )}
      {patients && patients.length > 0 && (
        <PatientTable rows={patients.map((patient) => ({ patient }))} label={t("Patients, newest first")} />
      )}
      <LoadMore query={query} />
    </Stack>
  );
}

/** Each to be taken away. */
function Narrowed({ search }: { search: PatientsSearch }) {
  const { date, dates } = useFormats();
  const { facilities } = useMe();
  const navigate = useNavigate();
  const { registeredFrom: from, registeredTo: to, facility, ...others } = search;
  const days =
    from && to
      ? from === to
        ? date(from)
        : dates(from, to)
      : from
        ? t("From {date}", { date: date(from) })
        : to && t("To {date}", { date: date(to) });
  const go = (next: PatientsSearch) => void navigate({ to: "/patients", search: { ...others, ...next } });
  return (
    <Group gap="sm" role="group" aria-label={t("Shown only")}>
      {days && (
        <Tag tone="plain">
          {t("Registered: {days}", { days })}
          <CloseButton
            size="sm"
            aria-label={t("Do not narrow by the day of registration")}
            onClick={() => go(facility ? { facility } : {})}
          />
        </Tag>
      )}
      {facility && (
        <Tag tone="plain">
          {facilities.find(({ id }) => id === facility)?.name ?? t("Another facility")}
          <CloseButton
            size="sm"
            aria-label={t("Do not narrow by the facility")}
            onClick={() => go({ ...(from && { registeredFrom: from }), ...(to && { registeredTo: to }) })}
          />
        </Tag>
      )}
    </Group>
  );
}
