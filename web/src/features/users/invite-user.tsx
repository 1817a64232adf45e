/** Staff come by invitation; the link is handed over by the administrator and shown once. */
import { Button, Modal, Stack, TextInput } from "@mantine/core";
import type { Invitation } from "@pms/contracts/auth/invitations";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useHandover } from "../../hooks/use-handover.ts";
import { usePost } from "../../hooks/use-post.ts";
import { call } from "../../lib/api.ts";
import { isComplete } from "./access.ts";
import { AccessFields } from "./access-fields.tsx";
import { closedByDoneAlone, type Invited, OneTimeLink } from "./one-time-link.tsx";
import { RecordField } from "./record-field.tsx";

const empty: Invitation = { email: "", firstName: "", lastName: "", roles: [], facilities: [] };

function linkedTo({ patientId: _, ...rest }: Invitation, patientId: string | undefined): Invitation {
  return { ...rest, ...(patientId && { patientId }) };
}

export function InviteUser({ onClose }: { onClose: () => void }) {
  const [typed, setBody] = useState(empty);
  const [mrn, setMrn] = useState("");
  const [tried, setTried] = useState(false);
  const [created, setCreated] = useState<Invited>();
  const handOver = useHandover("invited", setCreated);
  const posting = usePost(
    "invitation",
    (body: Invitation, key) => call("POST", "/api/users/invitations", { body, key }),
    [["users"]],
  );
  const body = posting.sent ?? typed;
  const missing =
    !body.email.includes("@") ||
    mrn.trim() !== "" ||
    !isComplete(body) ||
    [body.firstName.trim(), body.lastName.trim()].includes("");
  async function invite() {
    setTried(true);
    setBody(body);
    const answer = await posting.post(missing ? undefined : body);
    if (answer) handOver(answer);
  }
  const problemOf = (name: "email" | "firstName" | "lastName", label: string) => {
    if (!body[name].trim()) return `Enter the ${label.toLowerCase()}`;
    return name === "email" && !body.email.includes("@") && "Enter an e-mail address with an @";
  };
  const text = (name: "email" | "firstName" | "lastName", label: string) => (
    <TextInput
      label={label}
      autoComplete="off"
      value={body[name]}
      error={tried && problemOf(name, label)}
      onChange={(event) => setBody({ ...body, [name]: event.currentTarget.value })}
      {...(name === "lastName" && { "data-autofocus": true })}
    />
  );
  return (
    <Modal
      opened
      onClose={() => !posting.busy && onClose()}
      title={created ? "Invited" : "Invite somebody"}
      closeButtonProps={{ "aria-label": "Close" }}
      closeOnClickOutside={false}
      {...(created && closedByDoneAlone)}
    >
      {created ? (
        <OneTimeLink created={created} onClose={onClose} />
      ) : (
        <Form label="Invite somebody" onSubmit={() => void invite()}>
          <Stack>
            <Lockable locked={posting.locked} gap="md">
              {text("lastName", "Last name")}
              {text("firstName", "First name")}
              {text("email", "E-mail")}
              <AccessFields
                access={body}
                onChange={(access) => setBody({ ...body, roles: access.roles, facilities: access.facilities })}
                showMissing={tried}
              />
              <RecordField
                roles={body.roles}
                patientId={body.patientId}
                onLink={(patientId) => setBody(linkedTo(body, patientId))}
                mrn={mrn}
                onMrn={setMrn}
              />
            </Lockable>
            <PostProblem
              state={posting.state}
              error={posting.error}
              refused="Nobody was invited."
              onDiscard={() => {
                setBody(body);
                posting.discard();
              }}
            />
            <Button type="submit" loading={posting.busy}>
              {posting.state === "unknown" ? checkAgain : "Make the invitation link"}
            </Button>
          </Stack>
        </Form>
      )}
    </Modal>
  );
}
