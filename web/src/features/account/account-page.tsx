/** One's own log-in: how pages look, and where one is signed in. */
import { Container, Stack } from "@mantine/core";
import { PageTitle } from "../../components/page-title.tsx";
import { t } from "../../i18n/i18n.ts";
import { PasswordForm } from "./password-form.tsx";
import { PreferencesForm } from "./preferences-form.tsx";
import { SessionList } from "./session-list.tsx";

export function AccountPage() {
  return (
    <Container size="md" py="xl">
      <Stack gap="lg">
        <PageTitle tab={t("Your account")}>{t("Your account")}</PageTitle>
        <PreferencesForm />
        <PasswordForm />
        {/* Last: how many they are is not known before they are read, and nothing lies beneath. */}
        <SessionList />
      </Stack>
    </Container>
  );
}
