import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Patient } from "@pms/contracts/patients/patient";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { beneathHeader } from "../../components/beneath-header.ts";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { Who } from "../../patient/who.tsx";

/** Takes a record out of use, and back again. Nothing is deleted. */
export function DeactivateButton({ patient }: { patient: Patient }) {
  const [asking, { open, close }] = useDisclosure(false);
  const client = useQueryClient();
  const inactive = patient.status === "inactive";
  /**
   * What was asked for when the dialog opened: whatever is read meanwhile, it never turns into its
   * opposite.
   */
  const [restoring, setRestoring] = useState(inactive);
  const { id, version } = patient;
  const change = useMutation({
    mutationFn: () =>
      restoring
        ? call("POST", "/api/patients/{id}/restore", { path: { id }, version, key: crypto.randomUUID() })
        : call("DELETE", "/api/patients/{id}", { path: { id }, version }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["patient", patient.id] });
      void client.invalidateQueries({ queryKey: ["patients"] });
      // Billing closes and opens the account with the record.
      void client.invalidateQueries({ queryKey: ["account", patient.id] });
      void client.invalidateQueries({ queryKey: ["history", patient.id] });
    },
    onSuccess: () => {
      say(restoring ? t("Restored: it can be changed and billed again.") : t("Deactivated: it can be restored."));
      close();
    },
  });
  // Done after all, though the answer was lost: the record itself shows it.
  useEffect(() => {
    if (inactive !== restoring) close();
  }, [inactive, restoring, close]);
  function ask() {
    change.reset();
    setRestoring(inactive);
    open();
  }
  if (patient.status === "merged") return null;
  return (
    <>
      <Button variant="default" onClick={ask}>
        {inactive ? t("Restore this record") : t("Deactivate this record")}
      </Button>
      <Modal
        opened={asking}
        onClose={close}
        title={restoring ? t("Restore this record?") : t("Deactivate this record?")}
        closeButtonProps={{ "aria-label": t("Close") }}
        styles={beneathHeader}
      >
        <Stack>
          <Text>
            <Who patient={patient} />
          </Text>
          <Text>
            {restoring
              ? t("It can be changed and billed again.")
              : t("It stays readable and can be restored. A record whose account has a balance stays active.")}
          </Text>
          <PostProblem state="idle" error={change.error} refused={t("Nothing was changed.")} />
          <Group>
            <Button loading={change.isPending} onClick={() => change.mutate()}>
              {restoring ? t("Restore") : t("Deactivate")}
            </Button>
            <Button variant="default" onClick={close} data-autofocus>
              {t("Cancel")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
