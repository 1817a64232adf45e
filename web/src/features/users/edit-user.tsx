import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { User, UserPatch } from "@pms/contracts/auth";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { PostProblem } from "../../components/post-problem.tsx";
import { call } from "../../lib/api.ts";
import { useMe } from "../session/session.ts";
import { AccessFields } from "./access-fields.tsx";
import { RecordField } from "./record-field.tsx";

/** Roles, facilities, and whether somebody may sign in at all; takes effect at once. */
export function EditUser({ user, onClose }: { user: User; onClose: () => void }) {
  const [access, setAccess] = useState({ roles: user.roles, facilities: user.facilities });
  const [patientId, setPatientId] = useState(user.patientId);
  const [mrn, setMrn] = useState("");
  const link = patientId === user.patientId ? {} : { patientId: patientId ?? null };
  const self = useMe().user.id === user.id;
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (body: UserPatch) =>
      call("PATCH", "/api/users/{id}", { path: { id: user.id }, body, version: user.version }),
    // The list is read anew before the dialog closes: nobody sees a state that is no longer so.
    onSettled: async (_, error) => {
      await client.invalidateQueries({ queryKey: ["users"] });
      if (!error) onClose();
    },
  });
  const disabled = user.status === "disabled";
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${user.firstName} ${user.lastName}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form
        label="Edit user"
        onSubmit={() => access.roles.length > 0 && mrn.trim() === "" && save.mutate({ ...access, ...link })}
      >
        <Stack>
          <Text c="dimmed">{user.email}</Text>
          <AccessFields
            access={access}
            onChange={setAccess}
            error={access.roles.length === 0 && "Choose at least one role"}
          />
          <RecordField roles={access.roles} patientId={patientId} onLink={setPatientId} mrn={mrn} onMrn={setMrn} />
          <PostProblem state="idle" error={save.error} refused="Nothing was changed." />
          <Group justify="space-between">
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
            {!self && user.status !== "invited" && (
              <Button
                variant="default"
                disabled={save.isPending}
                onClick={() => save.mutate({ status: disabled ? "active" : "disabled" })}
              >
                {disabled ? "Allow signing in again" : "Disable"}
              </Button>
            )}
          </Group>
        </Stack>
      </Form>
    </Modal>
  );
}
