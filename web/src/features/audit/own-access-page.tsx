/** For a patient: who looked at their own record, which is the only one that the list holds for them. */
import { Container, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { newestPatients } from "../../patient/queries.ts";
import { AccessTable } from "./access-table.tsx";

export function OwnAccessPage() {
  const query = useInfiniteQuery(newestPatients);
  const own = query.data?.pages[0]?.data[0];
  return (
    <Container size="lg" py="xl">
      <Stack gap="lg">
        <PageTitle tab={t("Who looked")}>{t("Who looked at your record")}</PageTitle>
        {query.isPending && <Waiting rows={3} />}
        {query.isError && (
          <Failure
            what={t("Your record could not be read.")}
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        )}
        {query.isSuccess && !own && (
          <Notice tone="info">
            {t(
              "Your log-in is not linked to a record yet. Ask the clinic to link it; bring something that shows who you are.",
            )}
          </Notice>
        )}
        {own && <AccessTable patientId={own.id} own />}
      </Stack>
    </Container>
  );
}
