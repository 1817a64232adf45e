import { Anchor, Container, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PageTitle } from "../components/page-title.tsx";
import { t } from "../i18n/i18n.ts";

/** One text for what is missing and for what is out of reach. */
export function NotFound() {
  return (
    <Container size="xl" py="xl">
      <PageTitle tab={t("Not found")}>{t("Not found, or outside your access")}</PageTitle>
      <Text my="md">{t("The address may be mistyped, or meant for another role.")}</Text>
      <Anchor component={Link} to="/">
        {t("Go to your start page")}
      </Anchor>
    </Container>
  );
}
