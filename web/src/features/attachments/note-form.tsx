/** A note as it is written, or changed on the version that was read (REL-5). What was typed outlives the page. */
import { Button, Checkbox, Group, Stack, Textarea } from "@mantine/core";
import type { Note, NoteWrite } from "@pms/contracts/attachments/notes";
import { useEffect, useRef, useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useDraft } from "../../hooks/use-draft.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { useMay } from "../../session/session.ts";

export type NoteDraft = Required<NoteWrite>;

/** The name of what is typed: of a new note, and of the change of one. */
export const newNote = (patientId: string) => `note:${patientId}`;
export const changedNote = (noteId: string) => `note-change:${noteId}`;

/** @param note the one that is changed; a new one where it is absent */
export function NoteForm({ patientId, note }: { patientId: string; note?: Note }) {
  const form = note ? changedNote(note.id) : newNote(patientId);
  const { draft, keep, drop } = useDraft<NoteDraft>(form);
  const posting = usePost(
    form,
    (body: NoteDraft, key) => (note ? change(patientId, note, body) : write(patientId, body, key)),
    [["notes", patientId]],
  );
  const mayLabel = useMay()("note:read-sensitive");
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const shown = posting.sent ?? draft ?? { text: "", sensitivity: "normal" };
  const missing = shown.text.trim() === "";
  async function send() {
    setTried(true);
    if (missing) return field.current?.focus();
    if (!(await posting.post(shown))) return;
    say(t("Note saved."));
    drop();
  }
  return (
    <Form label={note ? t("Change a note") : t("Write a note")} onSubmit={() => void send()}>
      <Stack gap="sm">
        <Lockable locked={posting.locked} gap="sm">
          <Textarea
            ref={field}
            label={t("Note")}
            autosize
            minRows={3}
            maxRows={16}
            maxLength={4_000}
            value={shown.text}
            error={tried && missing && t("Enter what is to be noted")}
            onChange={({ currentTarget }) => keep({ ...shown, text: currentTarget.value })}
          />
          {mayLabel && (
            <Checkbox
              label={t("Sensitive: only for who may read sensitive notes")}
              description={note?.sensitivity === "sensitive" ? t("A label is never lowered.") : undefined}
              checked={shown.sensitivity === "sensitive"}
              disabled={note?.sensitivity === "sensitive"}
              onChange={({ currentTarget }) =>
                keep({ ...shown, sensitivity: currentTarget.checked ? "sensitive" : "normal" })
              }
            />
          )}
        </Lockable>
        <PostProblem
          state={posting.state}
          error={posting.error}
          refused={t("Not saved. What you typed is kept.")}
          onDiscard={posting.discard}
        />
        <Group>
          <Button type="submit" loading={posting.busy}>
            {posting.state === "unknown" ? checkAgain : t("Save")}
          </Button>
          <Button variant="default" onClick={drop} disabled={posting.locked}>
            {t("Cancel")}
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}

const write = (id: string, body: NoteDraft, key: string) =>
  call("POST", "/api/patients/{id}/notes", { path: { id }, body, key });

const change = (id: string, { id: noteId, version }: Note, body: NoteDraft) =>
  call("PATCH", "/api/patients/{id}/notes/{noteId}", { path: { id, noteId }, body, version });
