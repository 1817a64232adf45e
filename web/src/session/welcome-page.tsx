import { Anchor, Button, PasswordInput, Stack, Text } from "@mantine/core";
import type { InvitationAccept } from "@pms/contracts/auth/invitations";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Form } from "../components/form.tsx";
import { Notice } from "../components/notice.tsx";
import { PageTitle } from "../components/page-title.tsx";
import { t } from "../i18n/i18n.ts";
import { Rich } from "../i18n/rich.tsx";
import { call } from "../lib/api.ts";
import { describeField, describeProblem } from "../lib/problem.ts";
import { FrontDoor } from "./front-door.tsx";

let token: string | undefined;

/** Takes the one-time token out of the address at once: it must not stay in the history. */
function takeToken(): string | undefined {
  const found = new URLSearchParams(location.hash.slice(1)).get("token");
  if (found) {
    token = found;
    history.replaceState(history.state, "", "/welcome");
  }
  return token;
}

function explain(error: unknown): string {
  if (describeField(error, "/token", t("The link"))) {
    return t(
      "This link was used already, or is too old. Ask your administrator for a new one, or sign in if you have set a password already.",
    );
  }
  return describeField(error, "/password", t("The password")) ?? describeProblem(error);
}

/** The first thing an invited person sees: choose a password, then sign in. */
export function WelcomePage() {
  const [held] = useState(takeToken);
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  async function submit() {
    if (!password) return setProblem(t("Enter a password."));
    setBusy(true);
    try {
      const body: InvitationAccept = { token: held ?? "", password };
      await call("POST", "/api/auth/invitations/accept", { body, key: crypto.randomUUID() });
      token = undefined;
      await navigate({ to: "/sign-in", search: {}, replace: true });
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <FrontDoor>
      <PageTitle tab={t("Welcome")}>{t("Welcome")}</PageTitle>
      {held ? (
        <Form label={t("Choose a password")} onSubmit={() => void submit()}>
          <Stack gap="lg">
            {problem && (
              <Notice tone="danger" role="alert">
                <Text>{problem}</Text>
              </Notice>
            )}
            <PasswordInput
              size="md"
              label={t("Choose a password")}
              description={t("Take at least 15 characters. A sentence that only you would say is good.")}
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ "aria-label": t("Show or hide the password"), tabIndex: 0 }}
            />
            <Button type="submit" size="md" loading={busy}>
              {t("Save and go to sign in")}
            </Button>
          </Stack>
        </Form>
      ) : (
        <Text>{t("This page needs the whole invitation link. Open it again as it was given to you.")}</Text>
      )}
      <Text size="sm" c="dimmed">
        <Rich
          text="Password set already? <0>Sign in</0>"
          elements={[
            <Anchor
              key="sign-in"
              underline="always"
              renderRoot={(props) => <Link {...props} to="/sign-in" search={{}} />}
            />,
          ]}
        />
      </Text>
    </FrontDoor>
  );
}
