/** What staff note of a patient, newest first. A sensitive note is marked, and is there only for who may read it. */
import { Button, Group, Stack, Switch, Text, Title } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { PlusIcon } from "../../components/icons.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useDraft } from "../../hooks/use-draft.ts";
import { t } from "../../i18n/i18n.ts";
import { notesOf } from "../../patient/attachment-queries.ts";
import { useMay } from "../../session/session.ts";
import classes from "./attachments.module.css";
import { type NoteDraft, NoteForm, newNote } from "./note-form.tsx";
import { NoteItem } from "./note-item.tsx";

export function NotesCard({ patient }: { patient: Patient }) {
  const [all, setAll] = useState(false);
  const query = useInfiniteQuery(notesOf(patient.id, all ? "all" : "active"));
  const mayWrite = useMay()("note:write") && patient.status === "active";
  const { draft, keep } = useDraft<NoteDraft>(newNote(patient.id));
  const notes = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack component="section" className="surface" gap="md" p="lg" aria-label={t("Notes")}>
      <Group justify="space-between">
        <Title order={2}>{t("Notes")}</Title>
        {mayWrite && !draft && (
          <Button
            size="xs"
            variant="default"
            leftSection={<PlusIcon />}
            onClick={() => keep({ text: "", sensitivity: "normal" })}
          >
            {t("Write a note")}
          </Button>
        )}
      </Group>
      {mayWrite && draft && <NoteForm patientId={patient.id} />}
      {query.isPending && <Waiting rows={3} />}
      {query.isError && (
        <Failure what={t("The notes could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && notes.length === 0 && !draft && <Text c="dimmed">{t("Nothing is noted yet.")}</Text>}
      {notes.length > 0 && (
        <ul className={classes.list}>
          {notes.map((note) => (
            <NoteItem
              key={note.id}
              note={note}
              patientId={patient.id}
              mayWrite={mayWrite && note.status === "active"}
            />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
      <Switch
        label={t("Show withdrawn notes")}
        checked={all}
        onChange={({ currentTarget }) => setAll(currentTarget.checked)}
      />
    </Stack>
  );
}
