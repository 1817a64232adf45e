/** A version is to stand again: what that would change, why, and a new version that says it. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { HistoryEntry } from "@pms/contracts/patients/history";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { beneathHeader } from "../../components/beneath-header.ts";
import { Form } from "../../components/form.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { useRecord } from "../../patient/use-record.ts";
import { Who } from "../../patient/who.tsx";
import { useFacilityNames } from "../../session/use-facility-names.ts";
import { ChangePairs } from "./change-pairs.tsx";
import { ReasonField } from "./reason-field.tsx";
import { isReasonAsked, useReasonFields } from "./use-reason-fields.ts";
import { changesBetween } from "./version-changes.ts";

export function RestoreVersionDialog({ entry, onClose }: { entry: HistoryEntry; onClose: () => void }) {
  const patient = useRecord();
  const client = useQueryClient();
  const reasonFields = useReasonFields();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  // One for as long as the dialog is open: pressed twice, it is restored once.
  const [key] = useState(() => crypto.randomUUID());
  const changes = changesBetween(patient, { ...entry.patient, facilityId: patient.facilityId }, useFacilityNames());
  const asked = isReasonAsked(
    changes.filter(({ from }) => from !== "").map(({ pointer }) => pointer),
    reasonFields,
  );
  const { id, version } = patient;
  const restoring = useMutation({
    mutationFn: () =>
      call("POST", "/api/patients/{id}/history/{version}/restore", {
        path: { id, version: entry.version },
        body: reason.trim() ? { reason: reason.trim() } : {},
        ...{ version, key },
      }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["patient", id] });
      void client.invalidateQueries({ queryKey: ["patients"] });
      void client.invalidateQueries({ queryKey: ["history", id] });
    },
    onSuccess: () => {
      say(t("The record says again what version {version} said.", { version: entry.version }));
      onClose();
    },
  });
  function restore() {
    setTried(true);
    if (restoring.isPending || changes.length === 0 || (asked && !reason.trim())) return;
    restoring.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("Restore version {version}?", { version: entry.version })}
      size="lg"
      closeButtonProps={{ "aria-label": t("Close") }}
      styles={beneathHeader}
    >
      <Form label={t("Restore version {version}?", { version: entry.version })} onSubmit={restore}>
        <Stack>
          <Text>
            <Who patient={patient} />
          </Text>
          {changes.length === 0 ? (
            <Text>{t("The record says what that version said: there is nothing to restore.")}</Text>
          ) : (
            <>
              <Text>{t("A new version will say what that one said. The facility stays as it is.")}</Text>
              <ChangePairs changes={changes} />
              <ReasonField value={reason} onChange={setReason} asked={asked} tried={tried} />
            </>
          )}
          <PostProblem state="idle" error={restoring.error} refused={t("Nothing was changed.")} />
          <Group>
            {changes.length > 0 && (
              <Button type="submit" loading={restoring.isPending}>
                {t("Restore")}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              {t("Cancel")}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  );
}
