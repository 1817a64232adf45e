import { Button, Container, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { PageTitle } from "../components/page-title.tsx";
import { t } from "../i18n/i18n.ts";

/** In the place of a page that did not come, or that failed. */
export function PageFailed() {
  const router = useRouter();
  return (
    <Container size="xs" py={48}>
      <PageTitle tab={t("Not shown")}>{t("This page could not be shown")}</PageTitle>
      <Text my="md">{t("What you typed is kept. Check the connection, then try again.")}</Text>
      <Button onClick={() => void router.invalidate()}>{t("Try again")}</Button>
    </Container>
  );
}
