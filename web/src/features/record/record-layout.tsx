/**
 * The tabs of one patient. Changing the patient rebuilds everything below, so no form carries over.
 */
import { Anchor, Container, Stack, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useShortcuts } from "../../hooks/use-shortcuts.ts";
import { t } from "../../i18n/i18n.ts";
import { isOutOfReach } from "../../lib/problem.ts";
import { patientById } from "../../patient/queries.ts";
import { useMay } from "../../session/session.ts";
import { RecordKeys } from "./record-keys.tsx";

const route = getRouteApi("/inside/patients/$id");

export function RecordLayout() {
  const { id } = route.useParams();
  const query = useQuery(patientById(id));
  const may = useMay();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const tabs = [
    { value: `/patients/${id}`, label: t("Record"), shown: true },
    { value: `/patients/${id}/ledger`, label: t("Ledger"), shown: may("billing:read") },
    { value: `/patients/${id}/history`, label: t("History"), shown: true },
    { value: `/patients/${id}/access`, label: t("Who looked"), shown: true },
    {
      value: `/patients/${id}/attachments`,
      label: may("note:read") ? t("Notes and documents") : t("Documents"),
      shown: true,
    },
  ].filter(({ shown }) => shown);
  const go = (to: string | null | undefined) => to && void navigate({ to });
  useShortcuts({
    1: () => go(tabs[0]?.value),
    2: () => go(tabs[1]?.value),
    3: () => go(tabs[2]?.value),
    4: () => go(tabs[3]?.value),
    5: () => go(tabs[4]?.value),
  });
  const failure = query.isError && (
    <Failure what={t("The record could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
  );
  // A later reading that fails leaves the page, and what is being typed on it, as it is.
  if (!query.data || isOutOfReach(query.error)) {
    return (
      <Container size="xl" py="xl">
        <PageTitle tab={t("Record")} visuallyHidden>
          {t("Record")}
        </PageTitle>
        {query.isPending ? (
          <Waiting rows={6} />
        ) : (
          <Stack>
            {failure}
            <Anchor renderRoot={(props) => <Link {...props} to="/" />}>{t("Go to your start page")}</Anchor>
          </Stack>
        )}
      </Container>
    );
  }
  return (
    <Container size="xl" py="lg" key={id}>
      <RecordKeys patient={query.data} />
      {failure}
      <Tabs value={pathname.replace(/\/$/, "")} onChange={go} activateTabWithKeyboard={false}>
        <Tabs.List>
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={pathname.replace(/\/$/, "")} pt="lg">
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </Container>
  );
}
