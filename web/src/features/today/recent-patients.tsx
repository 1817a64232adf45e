import { Kbd, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { useRecentPatients } from "../../lib/recent-patients.ts";
import { PatientTable } from "../../patient/patient-table.tsx";
import { newestPatients } from "../../patient/queries.ts";

const shownMax = 10;

/** Whom one has opened since one signed in; before the first, who was registered last. */
export function RecentPatients() {
  const recent = useRecentPatients();
  if (recent.length === 0) return <LastRegistered />;
  return (
    <Stack gap="sm">
      <Title order={2}>{t("Opened last, by you")}</Title>
      <PatientTable rows={recent.map((patient) => ({ patient }))} label={t("Patients that you opened last")} />
    </Stack>
  );
}

function LastRegistered() {
  const query = useInfiniteQuery(newestPatients);
  const patients = query.data?.pages[0]?.data.slice(0, shownMax) ?? [];
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t("Registered last")}</Title>
        <Text size="sm" c="dimmed">
          <Rich text="Whom you open stands here from then on. <0>/</0> searches." elements={[<Kbd key="slash" />]} />
        </Text>
      </div>
      {query.isPending && <Waiting rows={shownMax} />}
      {query.isError && (
        <Failure what={t("The list could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && patients.length === 0 && (
        <div className="surface">
          <Empty>{t("No patients yet.")}</Empty>
        </div>
      )}
      {patients.length > 0 && (
        <PatientTable rows={patients.map((patient) => ({ patient }))} label={t("Patients registered last")} />
      )}
    </Stack>
  );
}
