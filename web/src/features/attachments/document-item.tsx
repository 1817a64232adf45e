import { Button, Group, Stack, Text } from "@mantine/core";
import type { DocumentType, PatientDocument } from "@pms/contracts/attachments/documents";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Tag } from "../../components/tag.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { call, callRaw } from "../../lib/api.ts";
import { saveFile } from "../../lib/save-file.ts";
import { staleAfterDocument } from "../../patient/attachment-queries.ts";
import { Author } from "../../patient/author.tsx";
import classes from "./attachments.module.css";
import { WithdrawDialog } from "./withdraw-dialog.tsx";

const typeWords: Readonly<Record<DocumentType, string>> = {
  "image/jpeg": t("JPEG picture"),
  "image/png": t("PNG picture"),
  "image/webp": t("WebP picture"),
  "application/pdf": t("PDF"),
  "text/plain": t("Plain text"),
};

type Props = { document: PatientDocument; patientId: string; mayWrite: boolean };

/** Saved to the reader's machine, never opened in the page: what is in it is a stranger's. */
export function DocumentItem({ document: { id, name, ...document }, patientId, mayWrite }: Props) {
  const { instant, number } = useFormats();
  const [withdrawing, setWithdrawing] = useState(false);
  const path = { id: patientId, documentId: id };
  const saving = useMutation({
    mutationFn: async () =>
      saveFile(await callRaw("GET", "/api/patients/{id}/documents/{documentId}/content", { path }), name),
  });
  const { version, kind, mediaType, sizeBytes, createdAt, createdBy } = document;
  return (
    <Stack gap={6} component="li" className={classes.item} data-row tabIndex={-1}>
      <Group gap="xs">
        <Text fw={600} className={classes.name} dir="auto">
          {name}
        </Text>
        {kind === "photo" && <Tag tone="info">{t("Photo")}</Tag>}
      </Group>
      <Text size="sm" c="dimmed">
        <Rich
          text="{type}, {size} KiB · {when} · by {author}"
          values={{
            type: typeWords[mediaType],
            size: number(Math.ceil(sizeBytes / 1024)),
            when: instant(createdAt),
            author: <Author id={createdBy} />,
          }}
          elements={[]}
        />
      </Text>
      <PostProblem state="idle" error={saving.error} refused={t("The document could not be read.")} />
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="subtle"
          loading={saving.isPending}
          onClick={() => saving.mutate()}
          aria-label={t("Save {name}", { name })}
        >
          {t("Save")}
        </Button>
        {mayWrite && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => setWithdrawing(true)}
            aria-label={t("Withdraw {name}", { name })}
          >
            {t("Withdraw")}
          </Button>
        )}
      </Group>
      {withdrawing && (
        <WithdrawDialog
          title={t("Withdraw this document?")}
          says={t("The file is deleted and can't be had back. That it was here, and who withdrew it, stays on record.")}
          done={t("Document withdrawn.")}
          stale={staleAfterDocument(patientId)}
          withdraw={() => call("DELETE", "/api/patients/{id}/documents/{documentId}", { path, version })}
          onClose={() => setWithdrawing(false)}
        />
      )}
    </Stack>
  );
}
