import { Button, Group, Stack, Text } from "@mantine/core";
import type { Note } from "@pms/contracts/attachments/notes";
import { useState } from "react";
import { LockIcon } from "../../components/icons.tsx";
import { Tag } from "../../components/tag.tsx";
import { useDraft } from "../../hooks/use-draft.ts";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { call } from "../../lib/api.ts";
import { Author } from "../../patient/author.tsx";
import classes from "./attachments.module.css";
import { changedNote, type NoteDraft, NoteForm } from "./note-form.tsx";
import { WithdrawDialog } from "./withdraw-dialog.tsx";

type Props = { note: Note; patientId: string; mayWrite: boolean };

/** A note with who wrote it and when; changed and withdrawn in place. */
export function NoteItem({ note, patientId, mayWrite }: Props) {
  const { draft, keep } = useDraft<NoteDraft>(changedNote(note.id));
  const [withdrawing, setWithdrawing] = useState(false);
  const { text, sensitivity, status, id, version } = note;
  if (draft && mayWrite)
    return (
      <li className={classes.item}>
        <NoteForm patientId={patientId} note={note} />
      </li>
    );
  return (
    <Stack gap={6} component="li" className={classes.item} data-row tabIndex={-1}>
      <Group gap="xs">
        {sensitivity === "sensitive" && (
          <Tag tone="warn" icon={<LockIcon size={14} />}>
            {t("Sensitive")}
          </Tag>
        )}
        {status === "withdrawn" && <Tag tone="plain">{t("Withdrawn")}</Tag>}
        <Written note={note} />
      </Group>
      <p className={`${classes.text} ${status === "withdrawn" ? classes.withdrawn : ""}`} dir="auto">
        {text}
      </p>
      {mayWrite && (
        <Group gap="xs">
          <Button size="compact-sm" variant="subtle" onClick={() => keep({ text, sensitivity })}>
            {t("Change")}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => setWithdrawing(true)}>
            {t("Withdraw")}
          </Button>
        </Group>
      )}
      {withdrawing && (
        <WithdrawDialog
          title={t("Withdraw this note?")}
          says={t("It stays readable among withdrawn notes.")}
          done={t("Note withdrawn.")}
          stale={[["notes", patientId]]}
          withdraw={() =>
            call("DELETE", "/api/patients/{id}/notes/{noteId}", { path: { id: patientId, noteId: id }, version })
          }
          onClose={() => setWithdrawing(false)}
        />
      )}
    </Stack>
  );
}

function Written({ note }: { note: Note }) {
  const { instant } = useFormats();
  const { version, createdAt, createdBy, updatedAt, updatedBy } = note;
  return (
    <Text size="sm" c="dimmed">
      {version === 1 ? (
        <Rich
          text="{when} · by {author}"
          values={{ when: instant(createdAt), author: <Author id={createdBy} /> }}
          elements={[]}
        />
      ) : (
        <Rich
          text="{when} · by {author} · changed {changed} by {changer}"
          values={{
            when: instant(createdAt),
            author: <Author id={createdBy} />,
            changed: instant(updatedAt),
            changer: <Author id={updatedBy} />,
          }}
          elements={[]}
        />
      )}
    </Text>
  );
}
