import { Button, Text } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { FrontDoor } from "./front-door.tsx";
import { useSession } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";

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
        <PageTitle tab="Sign in">Sign in</PageTitle>
        <Text c="dimmed">Patient management</Text>
      </div>
      {session.kind === "signed-out" && session.unanswered && (
        <Notice tone="warn" role="alert">
          <Text>The server did not answer. If you were signed in before, you may still be.</Text>
          <Button mt="sm" size="xs" variant="default" onClick={() => location.reload()}>
            Try again
          </Button>
        </Notice>
      )}
      <SignInForm onSignedIn={() => {}} />
      <Text size="sm" c="dimmed">
        Invited? Open the link that your administrator gave you.
      </Text>
    </FrontDoor>
  );
}
