import { Button, PasswordInput, Stack, Text, Title } from "@mantine/core";
import type { PasswordChange } from "@pms/contracts/auth/sign-in";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Notice } from "../../components/notice.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { describeField } from "../../lib/problem.ts";

const empty: PasswordChange = { currentPassword: "", newPassword: "" };
const toggle = { "aria-label": t("Show or hide the password"), tabIndex: 0 };

/** A changed password signs out every other place. */
export function PasswordForm() {
  const [body, setBody] = useState(empty);
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () => call("POST", "/api/auth/password", { body, key: crypto.randomUUID() }),
    onSuccess: () => {
      setBody(empty);
      setTried(false);
    },
  });
  const refusalOf = {
    currentPassword: describeField(change.error, "/currentPassword", t("The present password")),
    newPassword: describeField(change.error, "/newPassword", t("The new password")),
  };
  const problemOf = (name: keyof PasswordChange, missing: string) => (tried && !body[name] ? missing : refusalOf[name]);
  function submit() {
    setTried(true);
    if (body.currentPassword && body.newPassword) change.mutate();
  }
  return (
    <section className="surface" aria-label={t("Password")}>
      <Form label={t("Change your password")} onSubmit={submit}>
        <Stack p="lg">
          <Title order={2}>{t("Password")}</Title>
          {change.isSuccess && (
            <Notice tone="ok" role="status">
              <Text>{t("Changed. Every other place was signed out.")}</Text>
            </Notice>
          )}
          <PasswordInput
            label={t("Present password")}
            autoComplete="current-password"
            maw={440}
            value={body.currentPassword}
            error={problemOf("currentPassword", t("Enter the present password"))}
            onChange={(event) => setBody({ ...body, currentPassword: event.currentTarget.value })}
            visibilityToggleButtonProps={toggle}
          />
          <PasswordInput
            label={t("New password")}
            autoComplete="new-password"
            maw={440}
            value={body.newPassword}
            error={problemOf("newPassword", t("Enter the new password"))}
            onChange={(event) => setBody({ ...body, newPassword: event.currentTarget.value })}
            visibilityToggleButtonProps={toggle}
          />
          <PostProblem
            state="idle"
            error={change.error}
            refused={t("The password was not changed.")}
            detail={refusalOf.currentPassword ?? refusalOf.newPassword}
          />
          <div>
            <Button type="submit" variant="default" loading={change.isPending}>
              {t("Change password")}
            </Button>
          </div>
        </Stack>
      </Form>
    </section>
  );
}
