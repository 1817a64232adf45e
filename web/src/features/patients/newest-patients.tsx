import { Button, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { PatientTable } from "../../patient/patient-table.tsx";
import { newestPatients } from "../../patient/queries.ts";
import { useMay } from "../../session/session.ts";

/** Everybody within reach, newest first, a page at a time. */
export function NewestPatients() {
  const query = useInfiniteQuery(newestPatients);
  const may = useMay();
  if (query.isPending) return <Waiting rows={8} />;
  const failure = query.isError && (
    <Failure what={t("The list could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
  );
  if (!query.data) return failure;
  const patients = query.data.pages.flatMap((page) => page.data);
  if (patients.length === 0) {
    return (
      <div className="surface">
        <Empty
          action={
            may("patient:write") && (
              <Button component={Link} to="/patients/new" variant="default">
                {t("Register the first patient")}
              </Button>
            )
          }
        >
          {t("No patients yet.")}
        </Empty>
      </div>
    );
  }
  return (
    <Stack>
      {failure}
      <PatientTable rows={patients.map((patient) => ({ patient }))} label={t("Patients, newest first")} />
      <LoadMore query={query} />
    </Stack>
  );
}
