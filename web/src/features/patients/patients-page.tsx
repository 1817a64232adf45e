/** The list: what the search found and why, or the newest patients while nothing is searched. */

import { Button, Container, Group, Text } from "@mantine/core";
import { trimText } from "@pms/contracts/text/text";
import { Link, useSearch as useRouteSearch } from "@tanstack/react-router";
import { PageTitle } from "../../components/page-title.tsx";
import { t } from "../../i18n/i18n.ts";
import { isSearch, useSearchText } from "../../lib/search-text.ts";
import { useMay } from "../../session/session.ts";
import { NewestPatients } from "./newest-patients.tsx";
import { readPatientsSearch } from "./patients-search.ts";
import { RegisteredPatients } from "./registered-patients.tsx";
import { SearchResults } from "./search-results.tsx";
import { useSearch } from "./use-search.ts";

export function PatientsPage() {
  const text = trimText(useSearchText());
  const may = useMay();
  const searching = isSearch(text);
  const search = useSearch(text);
  const narrowed = readPatientsSearch(useRouteSearch({ strict: false }));
  const isNarrowed = Object.keys(narrowed).length > 0;
  const hits = searching ? search.query.data?.data : undefined;
  return (
    <Container size="xl" py="xl">
      <Group justify="space-between" mb="lg" wrap="wrap">
        <div>
          <PageTitle tab={t("Patients")}>
            {!hits ? t("Patients") : hits.length > 0 ? t("Patients found") : t("No patient found")}
          </PageTitle>
          {!searching && <Text c="dimmed">{t("Newest first. Search before you register.")}</Text>}
        </div>
        {may("patient:write") && (
          <Button component={Link} to="/patients/new">
            {t("Register patient")}
          </Button>
        )}
      </Group>
      {searching ? (
        <SearchResults search={search} />
      ) : isNarrowed ? (
        <RegisteredPatients search={narrowed} />
      ) : (
        <NewestPatients />
      )}
    </Container>
  );
}
