import { Text } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { PageTitle } from "../components/page-title.tsx";
import { t } from "../i18n/i18n.ts";
import { FrontDoor } from "./front-door.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { useSession } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { Unanswered } from "./unanswered.tsx";

/** Leads on to where one wanted to go, or to the role's start page. */
export function SignInPage() {
  const { next } = getRouteApi("/sign-in").useSearch();
  const navigate = useNavigate();
  const session = useSession();
  useEffect(() => {
    if (session.kind === "signed-in") void navigate({ href: next ?? "/", replace: true });
  }, [session, next, navigate]);
  if (session.kind === "starting" || session.kind === "signed-in") return null;
  return (
    <FrontDoor>
      <div>
        <PageTitle tab={t("Sign in")}>{t("Sign in")}</PageTitle>
        <Text c="dimmed">{t("Patient management")}</Text>
      </div>
      {session.kind === "signed-out" && session.unanswered && <Unanswered />}
      <SignInForm onSignedIn={() => {}} />
      <Text size="sm" c="dimmed">
        {t("Invited? Open the link that your administrator gave you.")}
      </Text>
      <LanguageSwitch />
    </FrontDoor>
  );
}
