/** The way back: what is restored, what stays, and where goes what was posted since. */
import { Button, Checkbox, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import type { PatientMerge, UndoPreview } from "@pms/contracts/patients/merging";
import type { Patient } from "@pms/contracts/patients/patient";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { beneathHeader } from "../../components/beneath-header.ts";
import { Failure } from "../../components/failure.tsx";
import { Form } from "../../components/form.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { describeProblem } from "../../lib/problem.ts";
import { typeWords } from "../../patient/ledger-words.ts";
import { MergeProblems } from "../../patient/merge-moves.tsx";
import { mergedFieldWord, mergeProblem } from "../../patient/merge-words.ts";
import { Who } from "../../patient/who.tsx";

const undoPreview = (id: string) =>
  queryOptions({
    queryKey: ["merges", "undo", id],
    queryFn: ({ signal }) =>
      call("POST", "/api/patients/merges/{id}/undo", {
        path: { id },
        body: { dryRun: true },
        signal,
      }) as Promise<UndoPreview>,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });

type Props = { merge: PatientMerge; patient: Patient; onClose: () => void; onBegun: () => void };

export function UndoMerge({ merge, patient, onClose, onBegun }: Props) {
  const query = useQuery(undoPreview(merge.id));
  const [reason, setReason] = useState("");
  const [moved, setMoved] = useState<readonly string[]>([]);
  const [tried, setTried] = useState(false);
  const key = useRef(crypto.randomUUID());
  const preview = query.data;
  const undo = useMutation({
    mutationFn: () =>
      call("POST", "/api/patients/merges/{id}/undo", {
        path: { id: merge.id },
        body: { reason: reason.trim(), moveTransactions: [...moved] },
        key: key.current,
      }),
    onSuccess: onBegun,
    onError: () => {
      key.current = crypto.randomUUID();
      void query.refetch();
    },
  });
  const isPossible = preview !== undefined && preview.problems.length === 0;
  function confirm() {
    setTried(true);
    if (isPossible && reason.trim() !== "" && !undo.isPending) undo.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("Undo the merge?")}
      closeButtonProps={{ "aria-label": t("Close") }}
      styles={beneathHeader}
    >
      <Form label={t("Undo the merge?")} onSubmit={confirm}>
        <Stack gap="md">
          <Text>
            <Who patient={patient} />
          </Text>
          <Text>{t("This record stands for itself again, with its own number, account and balance.")}</Text>
          {query.isPending && <Waiting rows={3} />}
          {query.isError && (
            <Failure
              what={t("What undoing would do could not be read.")}
              error={query.error}
              onRetry={() => void query.refetch()}
            />
          )}
          {preview && (
            <>
              <MergeProblems problems={preview.problems} title={t("The merge cannot be undone now.")} />
              {isPossible && <Effects preview={preview} moved={moved} onMove={setMoved} />}
            </>
          )}
          <Textarea
            label={t("Reason")}
            data-autofocus
            autosize
            maxLength={500}
            value={reason}
            error={tried && reason.trim() === "" ? t("Say why they are two persons") : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <PostProblem
            state="idle"
            error={undo.error}
            refused={t("The merge was not undone.")}
            detail={undo.error ? mergeProblem(describeProblem(undo.error)) : undefined}
          />
          <Group>
            <Button type="submit" loading={undo.isPending} disabled={!isPossible}>
              {t("Undo the merge")}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t("Cancel")}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  );
}

type EffectProps = { preview: UndoPreview; moved: readonly string[]; onMove: (moved: readonly string[]) => void };

function Effects({ preview: { restored, kept, postedSince }, moved, onMove }: EffectProps) {
  const { money, date } = useFormats();
  const words = (fields: readonly string[]) => fields.map(mergedFieldWord).join(", ");
  return (
    <Stack gap="xs">
      {restored.length > 0 && (
        <Text size="sm">
          {t("The other record gives back what came from this one: {fields}.", { fields: words(restored) })}
        </Text>
      )}
      {kept.length > 0 && (
        <Text size="sm">{t("Changed since, and kept on the other record: {fields}.", { fields: words(kept) })}</Text>
      )}
      {!postedSince && (
        <Text size="sm">
          {t("Billing does not answer just now: what was posted since stays with the other record.")}
        </Text>
      )}
      {postedSince?.length === 0 && <Text size="sm">{t("Nothing was posted since the merge.")}</Text>}
      {postedSince && postedSince.length > 0 && (
        <Checkbox.Group
          label={t("Posted since the merge: what is marked goes to this record, the rest stays with the other")}
          value={[...moved]}
          onChange={onMove}
        >
          <Stack gap="xs" mt="xs">
            {postedSince.map(({ id, type, amount, effectiveOn, code }) => (
              <Checkbox
                key={id}
                value={id}
                label={[
                  typeWords[type as keyof typeof typeWords] ?? type,
                  money(amount),
                  date(effectiveOn),
                  ...(code ? [code] : []),
                ].join(" · ")}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Stack>
  );
}
