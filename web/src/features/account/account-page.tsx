/** One's own log-in: how pages look, and where one is signed in. */
import { Container, Stack } from "@mantine/core";
import { PageTitle } from "../../components/page-title.tsx";
import { PasswordForm } from "./password-form.tsx";
import { PreferencesForm } from "./preferences-form.tsx";
import { SessionList } from "./session-list.tsx";

export function AccountPage() {
  return (
    <Container size="md" py="xl">
      <Stack gap="lg">
        <PageTitle tab="Your account">Your account</PageTitle>
        <PreferencesForm />
        <SessionList />
        <PasswordForm />
      </Stack>
    </Container>
  );
}
