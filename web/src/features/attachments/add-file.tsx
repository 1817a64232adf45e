/** Chooses a file and sends it as it is, under one key until it is known what became of it (REL-4). */
import { Button, FileButton, Stack } from "@mantine/core";
import { type DocumentKind, documentBytesMax, documentTypes, photoTypes } from "@pms/contracts/attachments/documents";
import { useState } from "react";
import { PlusIcon } from "../../components/icons.tsx";
import { Notice } from "../../components/notice.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { staleAfterDocument } from "../../patient/attachment-queries.ts";

const words = {
  photo: { add: t("Add a photo"), hint: t("JPEG, PNG or WebP"), accept: photoTypes },
  document: { add: t("Add a document"), hint: t("PDF, picture or plain text"), accept: documentTypes },
} as const;

export function AddFile({ patientId, kind }: { patientId: string; kind: DocumentKind }) {
  const { add, hint, accept } = words[kind];
  const posting = usePost(
    `document:${kind}:${patientId}`,
    (file: File, key) =>
      call("POST", "/api/patients/{id}/documents", { path: { id: patientId }, query: { kind }, file, key }),
    staleAfterDocument(patientId),
  );
  // Sent all the same, it would be cut off on its way, and nobody would hear why.
  const [tooLarge, setTooLarge] = useState(false);
  async function send(file: File | null) {
    setTooLarge(file !== null && file.size > documentBytesMax);
    if (!file || file.size > documentBytesMax) return;
    const saved = await posting.post(file);
    if (saved) say(t("{name} saved.", { name: saved.name }));
  }
  const shared = { size: "xs", variant: "default", leftSection: <PlusIcon />, loading: posting.busy } as const;
  return (
    <Stack gap="xs" align="start">
      {posting.state === "unknown" ? (
        <Button {...shared} onClick={() => void posting.post(undefined)}>
          {checkAgain}
        </Button>
      ) : (
        <FileButton onChange={(file) => void send(file)} accept={accept.join(",")} inputProps={{ "aria-label": add }}>
          {(props) => (
            <Button {...props} {...shared} title={hint}>
              {add}
            </Button>
          )}
        </FileButton>
      )}
      {tooLarge && (
        <Notice tone="danger" role="alert">
          {t("The file is not sent: it has more than {mebibytes} MiB.", { mebibytes: documentBytesMax / 1_048_576 })}
        </Notice>
      )}
      <PostProblem
        state={posting.state}
        error={posting.error}
        refused={t("The file is not saved.")}
        onDiscard={posting.discard}
      />
    </Stack>
  );
}
