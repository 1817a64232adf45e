/** Opens a facility or changes one: its name, what its receipts say of it, and its days. */
import { Button, Checkbox, Modal, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import type { Facility, FacilityWrite } from "@pms/contracts/auth/facilities";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { draftOf, type FacilityDraft, linesOf, writeOf } from "./facility-draft.ts";

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zones of a page that knows them, and the one that is chosen. */
const zonesWith = (chosen: string) => [...new Set([chosen, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();

export function FacilityForm({ facility, onClose }: { facility?: Facility | undefined; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(facility, ownZone()));
  const [tried, setTried] = useState(false);
  const saving = useSaving(facility);
  const problems = tried ? problemsOf(draft) : {};
  const title = facility ? facility.name : t("Open a facility");
  async function save() {
    setTried(true);
    if (Object.keys(problemsOf(draft)).length > 0 && !saving.locked) return;
    if (!(await saving.save(draft))) return;
    say(t("{name}: saved.", { name: draft.name.trim() }));
    onClose();
  }
  return (
    <Modal
      opened
      onClose={() => !saving.busy && onClose()}
      title={title}
      closeButtonProps={{ "aria-label": t("Close") }}
      closeOnClickOutside={false}
    >
      <Form label={title} onSubmit={() => void save()}>
        <Stack>
          <Lockable locked={saving.locked} gap="md">
            <Fields draft={draft} onChange={setDraft} problems={problems} mayClose={facility !== undefined} />
          </Lockable>
          <PostProblem
            state={saving.state}
            error={saving.error}
            refused={t("Nothing was changed.")}
            onDiscard={saving.discard}
          />
          <Button type="submit" loading={saving.busy}>
            {saving.state === "unknown" ? checkAgain : t("Save")}
          </Button>
        </Stack>
      </Form>
    </Modal>
  );
}

/** A new one is posted under a key; one that is there is changed on the version that was seen. */
function useSaving(facility: Facility | undefined) {
  const client = useQueryClient();
  const opening = usePost("facility", (body: FacilityWrite, key) => call("POST", "/api/facilities", { body, key }), [
    ["facilities"],
  ]);
  const change = useMutation({
    mutationFn: ({ id, version, draft }: { id: string; version: number; draft: FacilityDraft }) => {
      const body = { ...writeOf(draft), phoneNumber: draft.phone.trim() || null, active: draft.active };
      return call("PATCH", "/api/facilities/{id}", { path: { id }, body, version });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["facilities"] }),
  });
  if (!facility) return { ...opening, save: (draft: FacilityDraft) => opening.post(writeOf(draft)) };
  const { id, version } = facility;
  return {
    save: (draft: FacilityDraft) => change.mutateAsync({ id, version, draft }).catch(() => undefined),
    discard: change.reset,
    state: "idle" as const,
    error: change.error,
    busy: change.isPending,
    locked: change.isPending,
  };
}

type Problems = Partial<Record<keyof FacilityDraft, string>>;

function problemsOf({ name, address }: FacilityDraft): Problems {
  return {
    ...(name.trim() === "" && { name: t("Enter a name") }),
    ...(linesOf(address).length > 6 && { address: t("Write the address in at most six lines") }),
  };
}

type FieldsProps = {
  draft: FacilityDraft;
  onChange: (draft: FacilityDraft) => void;
  problems: Problems;
  mayClose: boolean;
};

function Fields({ draft, onChange, problems, mayClose }: FieldsProps) {
  const text = (name: "name" | "address" | "phone") => ({
    value: draft[name],
    error: problems[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <>
      <TextInput label={t("Name")} maxLength={200} data-autofocus {...text("name")} />
      <Textarea
        label={t("Address")}
        description={t("As receipts print it, line by line")}
        autosize
        minRows={3}
        maxRows={6}
        {...text("address")}
      />
      <TextInput label={t("Phone")} maxLength={50} type="tel" {...text("phone")} />
      <NativeSelect
        label={t("Time zone")}
        data={zonesWith(draft.timeZone)}
        value={draft.timeZone}
        onChange={(event) => onChange({ ...draft, timeZone: event.currentTarget.value })}
      />
      {mayClose && (
        <Checkbox
          label={t("Open: records and postings may name it")}
          checked={draft.active}
          onChange={(event) => onChange({ ...draft, active: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
