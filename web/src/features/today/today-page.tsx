/** Where a desk's day begins: whom one has just had before one, one's drawer, what is to finish. */
import { Button, Container, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PageTitle } from "../../components/page-title.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { useMay, useMe } from "../../session/session.ts";
import { RecentPatients } from "./recent-patients.tsx";
import { ToFinish } from "./to-finish.tsx";
import classes from "./today.module.css";

export function TodayPage({ drawer }: { drawer: ReactNode }) {
  const may = useMay();
  const { facilities, defaultFacilityId } = useMe();
  const { weekday, reading } = useFormats();
  const facility = facilities.find(({ id }) => id === defaultFacilityId) ?? facilities[0];
  const aside = may("billing:post") || may("patient:write");
  return (
    <Container size="xl" py="lg">
      <Group justify="space-between" mb="lg" align="flex-end">
        <div>
          <PageTitle tab={t("Today")}>{t("Today")}</PageTitle>
          <Text c="dimmed">
            {weekday(reading.today)}
            {facility && ` · ${facility.name}`}
          </Text>
        </div>
        {may("patient:write") && (
          <Button component={Link} to="/patients/new">
            {t("Register patient")}
          </Button>
        )}
      </Group>
      <div className={aside ? classes.columns : undefined} data-settles="one-column">
        <RecentPatients />
        {aside && (
          <Stack gap="lg" data-settles="always">
            {drawer}
            {may("patient:write") && <ToFinish />}
          </Stack>
        )}
      </div>
    </Container>
  );
}
