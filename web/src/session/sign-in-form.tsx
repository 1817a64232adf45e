/** E-mail and password; whatever is wrong with them is told in one sentence, the same for all. */
import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Form } from "../components/form.tsx";
import { Notice } from "../components/notice.tsx";
import { t } from "../i18n/i18n.ts";
import { ApiError, describeProblem } from "../lib/problem.ts";
import { signIn } from "./session.ts";

type Props = { email?: string; onSignedIn: () => void };

function explain(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return t("E-mail or password is not right.");
  if (error instanceof ApiError && error.status === 429) {
    const seconds = error.retryAfterSeconds;
    return seconds === undefined
      ? t("Too many attempts. Wait a few seconds, then try again.")
      : t("Too many attempts. Wait {seconds} seconds, then try again.", { seconds });
  }
  return describeProblem(error);
}

export function SignInForm({ email: known = "", onSignedIn }: Props) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  async function submit() {
    if (!email.trim() || !password) return setProblem(t("Enter your e-mail and your password."));
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(email.trim(), password);
      onSignedIn();
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Form label={t("Sign in")} onSubmit={() => void submit()}>
      <Stack gap="lg">
        {problem && (
          <Notice tone="danger" role="alert">
            <Text>{problem}</Text>
          </Notice>
        )}
        <TextInput
          size="md"
          label={t("E-mail")}
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          name="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-autofocus={known === "" || undefined}
        />
        <PasswordInput
          size="md"
          label={t("Password")}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("Show or hide the password"), tabIndex: 0 }}
          data-autofocus={known !== "" || undefined}
        />
        <Button type="submit" size="md" loading={busy}>
          {t("Sign in")}
        </Button>
      </Stack>
    </Form>
  );
}
