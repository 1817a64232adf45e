import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { Invitation } from "@pms/contracts/auth/invitations";
import type { User, UserPatch } from "@pms/contracts/auth/users";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { ApiError } from "../../lib/problem.ts";
import { type Access, accessPatch, isComplete } from "./access.ts";
import { AccessFields } from "./access-fields.tsx";
import { closedByDoneAlone, OneTimeLink } from "./one-time-link.tsx";
import { RecordField } from "./record-field.tsx";

const isStale = (error: unknown) => error instanceof ApiError && error.status === 412;

/**
 * Roles, facilities, and whether somebody may sign in at all; takes effect at once. Of who never
 * came: the invitation.
 */
export function EditUser({ user, onClose }: { user: User; onClose: () => void }) {
  // What was chosen, and what the user was then: on that version it is saved, whatever is read
  // meanwhile (REL-5).
  const [edit, setEdit] = useState<{ base: User; access: Access }>();
  const { base, access } = edit ?? { base: user, access: user };
  const [mrn, setMrn] = useState("");
  const [tried, setTried] = useState(false);
  // As when the dialog opened: whatever is read meanwhile, a button never turns into its opposite.
  const [{ status, hasPassword }] = useState(user);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (body: UserPatch) =>
      call("PATCH", "/api/users/{id}", { path: { id: user.id }, body, version: base.version }),
    // The list is read anew before the dialog closes: nobody sees a state that is no longer so.
    onSettled: async (_, error) => {
      await client.invalidateQueries({ queryKey: ["users"] });
      if (!error) finish();
      else if (isStale(error)) setEdit(undefined);
    },
  });
  function finish() {
    say(t("{first} {last}: saved.", { first: user.firstName, last: user.lastName }));
    onClose();
  }
  // A second one takes the place of the first: nothing has to be learnt of an answer that was lost.
  const invite = useMutation({
    mutationFn: (body: Invitation) => call("POST", "/api/users/invitations", { body, key: crypto.randomUUID() }),
    onMutate: save.reset,
    onSettled: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
  const busy = save.isPending || invite.isPending;
  function isReady(): boolean {
    setTried(true);
    invite.reset();
    return isComplete(access) && mrn.trim() === "";
  }
  function makeLink() {
    const { email, firstName, lastName } = base;
    const { roles, facilities, patientId } = access;
    if (isReady()) invite.mutate({ email, firstName, lastName, roles, facilities, ...(patientId && { patientId }) });
  }
  function saveAccess() {
    if (!isReady()) return;
    const patch = accessPatch(base, access);
    if (patch) save.mutate(patch);
    else onClose();
  }
  return (
    <Modal
      opened
      onClose={() => !invite.isPending && onClose()}
      title={`${user.firstName} ${user.lastName}`}
      closeButtonProps={{ "aria-label": t("Close") }}
      {...(invite.data && closedByDoneAlone)}
    >
      {invite.data ? (
        <OneTimeLink created={invite.data} onClose={onClose} />
      ) : (
        <Form label={t("Edit user")} onSubmit={saveAccess}>
          <Stack>
            <Text c="dimmed">{user.email}</Text>
            <AccessFields access={access} onChange={(next) => setEdit({ base, access: next })} showMissing={tried} />
            <RecordField
              roles={access.roles}
              patientId={access.patientId}
              onLink={(patientId) => setEdit({ base, access: { ...access, patientId } })}
              mrn={mrn}
              onMrn={setMrn}
            />
            <PostProblem
              state="idle"
              error={save.error ?? invite.error}
              refused={t("Nothing was changed.")}
              detail={
                isStale(save.error)
                  ? t("This user was changed meanwhile. This is how it is now: choose again.")
                  : undefined
              }
            />
            <Group justify="space-between">
              <Button type="submit" loading={busy}>
                {t("Save")}
              </Button>
              <Group gap="sm">
                {!hasPassword && (
                  <Button variant="default" disabled={busy} onClick={makeLink}>
                    {t("New link")}
                  </Button>
                )}
                {status !== "disabled" && (
                  <Button variant="default" disabled={busy} onClick={() => save.mutate({ status: "disabled" })}>
                    {hasPassword ? t("Disable") : t("Withdraw")}
                  </Button>
                )}
                {status === "disabled" && hasPassword && (
                  <Button variant="default" disabled={busy} onClick={() => save.mutate({ status: "active" })}>
                    {t("Allow signing in again")}
                  </Button>
                )}
              </Group>
            </Group>
          </Stack>
        </Form>
      )}
    </Modal>
  );
}
