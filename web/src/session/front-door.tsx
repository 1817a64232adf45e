/** The plain page around signing in and accepting an invitation. */
import { Container, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { PageTitle } from "../components/page-title.tsx";
import { t } from "../i18n/i18n.ts";

export function FrontDoor({ children }: { children: ReactNode }) {
  return (
    <Container component="main" size={440} py={{ base: 24, sm: 96 }} px="lg">
      <Stack gap="lg" className="surface" p="xl">
        {window.isSecureContext ? children : <NotSecure />}
      </Stack>
    </Container>
  );
}

/**
 * Over plain HTTP a browser keeps no session cookie and gives pages no keys: nobody could work, and
 * all could be read on the way.
 */
function NotSecure() {
  return (
    <>
      <PageTitle tab={t("Not secure")}>{t("This address is not secure")}</PageTitle>
      <Text>{t("Open these pages at their https:// address, or at localhost on the machine that runs them.")}</Text>
      <Text>{t("If you do not know that address, ask whoever runs this system.")}</Text>
    </>
  );
}
