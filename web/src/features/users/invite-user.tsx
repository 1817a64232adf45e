/** Staff come by invitation; the link is handed over by the administrator and shown once. */
import { Button, Modal, Stack, TextInput } from "@mantine/core";
import type { Invitation } from "@pms/contracts/auth/invitations";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useHandover } from "../../hooks/use-handover.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { isComplete } from "./access.ts";
import { AccessFields } from "./access-fields.tsx";
import { closedByDoneAlone, type Invited, OneTimeLink } from "./one-time-link.tsx";
import { RecordField } from "./record-field.tsx";

const empty: Invitation = { email: "", firstName: "", lastName: "", roles: [], facilities: [] };

const fields = {
  lastName: { label: t("Last name"), missing: t("Enter the last name") },
  firstName: { label: t("First name"), missing: t("Enter the first name") },
  email: { label: t("E-mail"), missing: t("Enter the e-mail") },
};
type Field = keyof typeof fields;

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
  const problemOf = (name: Field) => {
    if (!body[name].trim()) return fields[name].missing;
    return name === "email" && !body.email.includes("@") && t("Enter an e-mail address with an @");
  };
  const text = (name: Field) => (
    <TextInput
      label={fields[name].label}
      autoComplete="off"
      value={body[name]}
      error={tried && problemOf(name)}
      onChange={(event) => setBody({ ...body, [name]: event.currentTarget.value })}
      {...(name === "lastName" && { "data-autofocus": true })}
    />
  );
  return (
    <Modal
      opened
      onClose={() => !posting.busy && onClose()}
      title={created ? t("Invited") : t("Invite somebody")}
      closeButtonProps={{ "aria-label": t("Close") }}
      closeOnClickOutside={false}
      {...(created && closedByDoneAlone)}
    >
      {created ? (
        <OneTimeLink created={created} onClose={onClose} />
      ) : (
        <Form label={t("Invite somebody")} onSubmit={() => void invite()}>
          <Stack>
            <Lockable locked={posting.locked} gap="md">
              {text("lastName")}
              {text("firstName")}
              {text("email")}
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
              refused={t("Nobody was invited.")}
              onDiscard={() => {
                setBody(body);
                posting.discard();
              }}
            />
            <Button type="submit" loading={posting.busy}>
              {posting.state === "unknown" ? checkAgain : t("Make the invitation link")}
            </Button>
          </Stack>
        </Form>
      )}
    </Modal>
  );
}
